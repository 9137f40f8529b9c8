import asyncio


async def save(order):
    await asyncio.sleep(0.01)
    print("saved", order)


async def checkout(orders):
    for order in orders:
        save(order)


asyncio.run(checkout(["A-17", "A-18"]))
