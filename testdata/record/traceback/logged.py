import logging

logging.warning("socket.send() raised exception.")
logging.getLogger("asyncio").debug("unseen")
logger = logging.getLogger("app.worker")
logging.getLogger().setLevel(0)
logger.info("starting")
try:
    1 / 0
except ZeroDivisionError:
    logger.info("a job\nin two lines", exc_info=True)
    logger.exception("")
logger.error("the last")
logging.captureWarnings(True)
import warnings

warnings.warn("old", DeprecationWarning)
warnings.warn("coroutine 'x' was never awaited", RuntimeWarning)
