import asyncio


async def rows():
    yield 1


async def main():
    for row in rows():
        print(row)


asyncio.run(main())
