import asyncio
import logging

logging.getLogger("app").warning("not configured")
try:
    asyncio.new_event_loop().run_until_complete(None)
except TypeError:
    logging.getLogger("app").exception("the job failed")
    print("going on", flush=True)
asyncio.new_event_loop().run_until_complete(5)
