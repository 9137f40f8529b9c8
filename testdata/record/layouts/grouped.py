import asyncio

from shop import Store


async def nest(store):
    async with asyncio.TaskGroup() as group:
        group.create_task(store.quote("milk"))


async def main():
    store = Store()
    async with asyncio.TaskGroup() as group:
        group.create_task(store.price("tea"))
        group.create_task(nest(store))


asyncio.run(main())
