import asyncio


class SoldOut(Exception):
    pass


class Store:
    def __init__(self):
        self.loop = asyncio.new_event_loop()

    async def price(self, name):
        await asyncio.sleep(0)
        raise SoldOut(f"no {name} left")

    async def quote(self, name):
        try:
            return await self.price(name)
        except SoldOut as error:
            raise RuntimeError("no quote:\nask again tomorrow") from error

    def closed(self):
        self.loop.close()
        self.loop.call_soon(print)


async def refresh():
    await asyncio.sleep(1)
