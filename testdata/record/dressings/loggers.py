"""Logs what shop.py does wrong through one logging library: loggers.py LIBRARY."""
import asyncio
import gc
import logging
import sys

import shop


def standard(handler):
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def with_format(text):
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(text))
    standard(handler)


def with_formatter(formatter):
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    standard(handler)


def python_json_logger():
    from pythonjsonlogger.json import JsonFormatter

    with_formatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))


def ecs():
    import ecs_logging

    with_formatter(ecs_logging.StdlibFormatter())


def logfmt():
    from logfmter import Logfmter

    with_formatter(Logfmter(keys=["at", "logger"], mapping={"at": "levelname", "logger": "name"}))


def google():
    from google.cloud.logging_v2.handlers import StructuredLogHandler

    standard(StructuredLogHandler(project_id="shop"))


def powertools():
    from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

    with_formatter(LambdaPowertoolsFormatter(service="shop"))


def opentelemetry():
    from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
    from opentelemetry.sdk._logs.export import ConsoleLogExporter, SimpleLogRecordProcessor

    provider = LoggerProvider(shutdown_on_exit=False)
    provider.add_log_record_processor(SimpleLogRecordProcessor(ConsoleLogExporter(
        out=sys.stderr, formatter=lambda record: record.to_json(indent=None) + "\n")))
    standard(LoggingHandler(logger_provider=provider))


def opentelemetry_pretty():
    from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
    from opentelemetry.sdk._logs.export import ConsoleLogExporter, SimpleLogRecordProcessor

    provider = LoggerProvider(shutdown_on_exit=False)
    provider.add_log_record_processor(SimpleLogRecordProcessor(ConsoleLogExporter(out=sys.stderr)))
    standard(LoggingHandler(logger_provider=provider))


def rich():
    from rich.console import Console
    from rich.logging import RichHandler

    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True,
                        handlers=[RichHandler(console=Console(stderr=True, width=120))])


def csv_table():
    import csv

    table = csv.writer(sys.stderr)
    table.writerow(["time", "level", "logger", "message", "exception"])

    class Rows(logging.Handler):
        def emit(self, record):
            trace = record.exc_info and logging.Formatter().formatException(record.exc_info)
            table.writerow([record.created, record.levelname, record.name, record.getMessage(), trace])

    standard(Rows())


def loguru_through(**options):
    from loguru import logger

    class Intercept(logging.Handler):
        def emit(self, record):
            logger.opt(depth=6, exception=record.exc_info).log(record.levelname, record.getMessage())

    logger.remove()
    logger.add(sys.stderr, **options)
    standard(Intercept())


def structlog_with(*processors):
    import structlog

    shared = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name,
              structlog.processors.TimeStamper(fmt="iso")]
    with_formatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *processors]))


def structlog_json():
    import structlog

    structlog_with(structlog.processors.format_exc_info, structlog.processors.JSONRenderer())


def structlog_dict():
    import structlog

    structlog_with(structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer())


def structlog_console():
    import structlog

    structlog_with(structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback))


def structlog_pairs():
    import structlog

    structlog_with(structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer())


LIBRARIES = {
    "logging-basic": lambda: logging.basicConfig(level=logging.INFO),
    "logging-asctime": lambda: with_format("%(asctime)s - %(name)s - %(levelname)s - %(message)s"),
    "logging-thread": lambda: with_format("%(asctime)s %(levelname)-8s [%(process)d] (%(threadName)s) [%(name)s] %(message)s"),
    "python-json-logger": python_json_logger,
    "ecs-logging": ecs,
    "logfmter": logfmt,
    "google-cloud-logging": google,
    "aws-lambda-powertools": powertools,
    "opentelemetry": opentelemetry,
    "opentelemetry-pretty": opentelemetry_pretty,
    "rich": rich,
    "csv": csv_table,
    "loguru": lambda: loguru_through(backtrace=False, diagnose=False),
    "loguru-serialised": lambda: loguru_through(serialize=True, backtrace=False, diagnose=False),
    "structlog-json": structlog_json,
    "structlog-dict": structlog_dict,
    "structlog-console": structlog_console,
    "structlog-pairs": structlog_pairs,
}


async def main():
    logging.getLogger("shop").info("open")
    try:
        await shop.chained()
    except RuntimeError:
        logging.getLogger("shop").exception("the order failed")
    try:
        await shop.grouped()
    except* (LookupError, RuntimeError):
        logging.getLogger("shop").exception("the orders failed")
    await shop.lost()
    gc.collect()
    logging.getLogger("shop").info("closed")


if __name__ == "__main__":
    LIBRARIES[sys.argv[1]]()
    asyncio.run(main())
