import asyncio


def dig(level):
    return dig(level + 1)


async def main():
    dig(0)


asyncio.run(main())
