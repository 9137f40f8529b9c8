import asyncio

from shop import Store


async def main():
    asyncio.run(Store().quote("tea"))


def start(width=3):
    label = "tea"
    asyncio.run(main())


start()
