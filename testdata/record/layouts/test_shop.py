import asyncio
import logging

import pytest

from shop import Store, refresh


@pytest.fixture
def closed():
    loop = asyncio.new_event_loop()
    loop.close()
    loop.run_until_complete(asyncio.sleep(0))


def test_chain():
    asyncio.run(Store().quote("tea"))


class TestStore:
    @pytest.mark.parametrize("name", ["tea", "café"])
    def test_closed(self, name):
        Store().closed()


def test_setup(closed):
    pass


def test_never_awaited():
    refresh()


def test_unretrieved(capsys):
    async def main():
        asyncio.ensure_future(Store().price("milk"))
        await asyncio.sleep(0.01)

    asyncio.run(main())
    logging.getLogger("shop").warning("closing")
    assert capsys.readouterr().out == "milk"


def test_nested():
    async def main():
        asyncio.run(refresh())

    try:
        asyncio.run(main())
    except RuntimeError:
        raise KeyError("nested")


class Broken:
    def __del__(self):
        raise RuntimeError("Event loop is closed")


def test_unraisable():
    Broken()


def test_forgotten():
    async def main():
        refresh()

    asyncio.run(main())
