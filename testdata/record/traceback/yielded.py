# python: <=3.10
# options: -X dev -W ignore
import asyncio


@asyncio.coroutine
def old():
    yield


async def main():
    old()


asyncio.new_event_loop().run_until_complete(main())
