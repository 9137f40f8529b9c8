import anyio

from shop import Store


async def main():
    store = Store()
    async with anyio.create_task_group() as group:
        group.start_soon(store.price, "tea")
        group.start_soon(store.quote, "milk")


anyio.run(main)
