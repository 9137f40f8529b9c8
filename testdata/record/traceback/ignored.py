import sys
import threading
import weakref


class Owner:
    def __del__(self):
        raise RuntimeError("Event loop is closed")


async def stubborn():
    try:
        await other()
    except GeneratorExit:
        await other()


class other:
    def __await__(self):
        yield


Owner()
coroutine = stubborn()
coroutine.send(None)
del coroutine
kept = type("Kept", (), {})()
reference = weakref.ref(kept, lambda _: 1 / 0)
del kept


def work():
    raise ValueError("no loop")


thread = threading.Thread(target=work)
thread.start()
thread.join()
thread = threading.Thread(target=work, name="feed: a")
thread.start()
thread.join()
at_end = Owner()
at_end.self = at_end
