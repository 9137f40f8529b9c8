import asyncio


async def tick():
    print("tick")


def start():
    asyncio.create_task(tick())


start()
