import atexit
import sys


def hook(*args):
    raise KeyError("hook")


@atexit.register
def bye():
    1 / 0


sys.excepthook = hook
sys.unraisablehook = hook


class Owner:
    def __del__(self):
        raise RuntimeError("gone")


Owner()
raise ValueError("main")
