import asyncio

from shop import Store


def test_group():
    async def main():
        store = Store()
        async with asyncio.TaskGroup() as group:
            group.create_task(store.price("tea"))
            group.create_task(store.quote("milk"))

    asyncio.run(main())
