import argparse
import logging
import runpy
import sys

from rich.console import Console
from rich.logging import RichHandler
from rich.traceback import install

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--locals", action="store_true")
parser.add_argument("--handler", action="store_true")
parser.add_argument("--suppress", action="store_true")
options = parser.parse_args()

if options.suppress:
    import asyncio

    install(suppress=[asyncio], max_frames=12)
elif options.handler:
    logging.basicConfig(format="%(message)s", handlers=[RichHandler(console=Console(file=sys.stderr), rich_tracebacks=True)])
    try:
        runpy.run_module(options.program)
    except Exception:
        logging.getLogger("shop").exception("the shop is closed")
    sys.exit(1)
else:
    install(show_locals=options.locals, width=None)
runpy.run_module(options.program)
