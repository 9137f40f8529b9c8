"""Fails in the ways that the recordings of dressings need: shop.py WAY."""
import asyncio
import sys


async def price(item):
    await asyncio.sleep(0)
    if item == "pear":
        raise LookupError(f"no price for {item!r}")
    return 3


async def chained():
    try:
        await price("pear")
    except LookupError as error:
        raise RuntimeError("the basket is <incomplete> & 'cold'") from error


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(price("pear"))
        group.create_task(chained())


async def forgotten():
    price("apple")


async def lost():
    task = asyncio.create_task(price("pear"))
    await asyncio.sleep(0.01)
    del task


async def elsewhere():
    future = asyncio.new_event_loop().create_future()
    await future


WAYS = {way.__name__: way for way in (chained, grouped, forgotten, lost, elsewhere)}

if __name__ == "__main__":
    asyncio.run(WAYS[sys.argv[1]]())
