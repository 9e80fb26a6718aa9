"""The gateway's logs: one line per fact, JSON in production, readable elsewhere. No pass and no address is logged."""

import logging
import sys
from typing import Any

import structlog


def set_up_logs(process: str, *, production: bool, level: str) -> None:
    """Sets up structlog and the standard library's loggers for this process, named on every line."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.contextvars.bind_contextvars(process=process)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso" if production else "%H:%M:%S", utc=production),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(levelname)s %(name)s %(message)s", force=True)
