import asyncio


async def main():
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.01)
    finally:
        asyncio.get_event_loop().close()


class Loop(asyncio.SelectorEventLoop):
    pass


loop = Loop()
asyncio.set_event_loop(loop)
try:
    loop.run_until_complete(main())
except RuntimeError:
    pass
task = loop.create_task(main()) if not loop.is_closed() else None
loop = Loop()
task = loop.create_task(main())
task.cancel()
loop.run_until_complete(task)
