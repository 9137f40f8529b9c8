import trio


async def fail(message):
    raise ValueError(message)


async def nest():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail, "inner one")
        nursery.start_soon(fail, "inner\ntwo")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail, "outer")
        nursery.start_soon(nest)


trio.run(main)
