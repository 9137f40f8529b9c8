"""Tests that fail as shop.py does, for a terminal's width."""
import asyncio
import logging

import shop


def test_elsewhere():
    logging.getLogger("shop").warning("asking the other loop")
    asyncio.run(shop.elsewhere())


def test_nested():
    async def outer():
        asyncio.run(shop.chained())

    asyncio.run(outer())
