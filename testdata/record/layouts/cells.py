import asyncio
from shop import Store
store = Store()
asyncio.run(store.quote("tea"))
await store.quote("tea")
asyncio.get_running_loop().run_until_complete(store.price("tea"))
for name in ["tea"]:
    await store.prices(name)

async def main():
    asyncio.run(store.price("milk"))

await main()
