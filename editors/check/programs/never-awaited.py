import asyncio


async def save(row):
    print("saved", row)


async def main():
    save(1)


asyncio.run(main())
