# options: -X dev
import asyncio
import time


async def build():
    time.sleep(0.15)
    loop = asyncio.get_event_loop()
    loop.call_soon(time.sleep, 0.15)
    handle = loop.call_later(5, print, "x" * 200)
    task = loop.create_task(asyncio.sleep(3))
    await asyncio.sleep(0)
    print(handle, task, loop.create_future(), asyncio.sleep(0))
    handle.cancel()
    print(handle)
    task.cancel()
    print(task)
    raise SystemExit


asyncio.new_event_loop().run_until_complete(build())
