import asyncio
import concurrent.futures
import faulthandler
import sys
import threading
import time

from shop import Store


async def step(name):
    await asyncio.sleep(30)


async def shelf():
    async with asyncio.TaskGroup() as group:
        group.create_task(step("tea"), name="tea")
        group.create_task(step("milk"), name="milk")


async def wait():
    await asyncio.gather(shelf(), step("alone"))


async def cycle():
    tasks = []

    async def follow(i):
        await asyncio.sleep(0)
        await asyncio.shield(tasks[1 - i])

    tasks += [asyncio.ensure_future(follow(0)), asyncio.ensure_future(follow(1))]
    await asyncio.sleep(30)


async def stack():
    sleeper = asyncio.ensure_future(step("tea"))
    failed = asyncio.ensure_future(Store().price("milk"))
    fresh = asyncio.ensure_future(step("new"))
    fresh.print_stack()
    await asyncio.sleep(0.01)
    sleeper.print_stack()
    failed.print_stack()
    asyncio.current_task().print_stack(file=sys.stderr)
    done = asyncio.ensure_future(asyncio.sleep(0))
    await done
    done.print_stack()
    try:
        await failed
    except Exception:
        pass


async def graph():
    sleeper = asyncio.ensure_future(step("tea"))
    await asyncio.sleep(0)
    asyncio.print_call_graph(sleeper)
    asyncio.print_call_graph()


def block():
    time.sleep(0.5)


async def fatal():
    threading.Thread(target=block, daemon=True, name="worker").start()
    faulthandler._sigsegv()


async def later():
    faulthandler.dump_traceback_later(0.1)
    threading.Thread(target=block, name="worker").start()
    block()
    faulthandler.dump_traceback()


def ask(loop):
    return asyncio.run_coroutine_threadsafe(step("tea"), loop).result()


async def blocked():
    ask(asyncio.get_running_loop())


async def pooled():
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 30).result()


async def asked():
    loop = asyncio.get_running_loop()
    threading.Thread(target=ask, args=(loop,), daemon=True, name="worker").start()
    await asyncio.sleep(30)


if "--later" in sys.argv:
    faulthandler.dump_traceback_later(0.5, exit=True)
asyncio.run(globals()[sys.argv[1]]())
