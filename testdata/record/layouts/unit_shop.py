import asyncio
import unittest

from shop import Store, refresh


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.store = Store()

    def tearDown(self):
        self.store.loop.close()

    def test_closed(self):
        """A closed store refuses."""
        self.store.closed()

    def test_price(self):
        for name in "tea", "milk":
            with self.subTest(name=name):
                self.assertEqual(asyncio.run(self.store.price(name)), 1)

    def test_refresh(self):
        self.assertIsNone(refresh())


if __name__ == "__main__":
    unittest.main()
