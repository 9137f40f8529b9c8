# options: -X dev
import asyncio


async def fetch():
    pass


async def main():
    fetch()
    await asyncio.sleep(0)


asyncio.new_event_loop().run_until_complete(main())
kept = fetch()
