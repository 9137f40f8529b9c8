import asyncio


async def read(key):
    return {}[key]


async def fetch(key):
    try:
        return await read(key)
    except KeyError as error:
        raise LookupError("no row for %s" % key) from error


async def main():
    try:
        await fetch("a")
    except LookupError:
        asyncio.get_event_loop().close()


asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
