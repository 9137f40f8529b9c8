import asyncio


async def refresh(prices):
    while True:
        await asyncio.sleep(60)
        prices.clear()


async def main(prices):
    asyncio.ensure_future(refresh(prices))
    print(len(prices), "prices")


loop = asyncio.new_event_loop()
loop.run_until_complete(main({"A-17": 42}))
loop.close()
