import importlib
import logging
import sys

from loguru import logger


class Intercept(logging.Handler):
    def emit(self, record):
        logger.opt(exception=record.exc_info).log(record.levelname, record.getMessage())


if "--plain" in sys.argv:
    logger.remove()
    logger.add(sys.stderr, backtrace=False, diagnose=False)
logging.basicConfig(handlers=[Intercept()], level=0)


@logger.catch
def main():
    importlib.import_module(sys.argv[1])


main()
