import asyncio

from shop import Store


async def main():
    try:
        await Store().quote("tea")
    except RuntimeError:
        await Store().prices("milk")


asyncio.run(main())
