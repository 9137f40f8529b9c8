import asyncio


async def load(order):
    await asyncio.sleep(0.01)
    return {"order": order, "total": 42}


def total(order):
    return asyncio.run(load(order))["total"]


async def main():
    for order in ("A-17", "A-18"):
        print(order, total(order))


asyncio.run(main())
