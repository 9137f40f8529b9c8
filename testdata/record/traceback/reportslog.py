import logging
logging.basicConfig()
import asyncio


async def fail():
    raise ValueError("it's (no) <use>")


async def wait(lock):
    await lock


def broken(handle, *, key=1):
    {}[handle]


async def main():
    loop = asyncio.get_event_loop()
    loop.create_task(fail())
    loop.create_task(wait(loop.create_future()))
    loop.call_soon(broken, "a, b")
    loop.call_later(0.01, broken, [1])
    loop.create_future().set_exception(OSError(5, "gone"))
    asyncio.gather(fail(), fail())
    loop.call_exception_handler({"message": "Something else\nin two lines", "task": asyncio.ensure_future(fail()), "extra": {"a": 1}})
    await asyncio.sleep(0.05)


asyncio.new_event_loop().run_until_complete(main())
