"""Serves for a moment, fails as shop.py does, and serves on: talk.py WAY."""
import asyncio
import sys
import time
import traceback

import shop

for request in range(3):
    print(f'172.18.0.1 - "GET /items/{request} HTTP/1.1" 200')
    time.sleep(0.05)
try:
    asyncio.run(shop.WAYS[sys.argv[1]]())
except BaseException:
    text = traceback.format_exc()
for line in text.splitlines(keepends=True):  # slowly: others come between
    sys.stderr.write(line)
    time.sleep(0.01)
print('172.18.0.1 - "GET /healthz HTTP/1.1" 200')
