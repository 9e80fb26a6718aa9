"""Logs: one line per fact, with ids. JSON in production, readable in development. No secrets, no whole addresses."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

TRACEBACK_WITHOUT_LOCALS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
"""Tracebacks without the values of local variables, which contain names, addresses and links."""
REDACTED_WORDS = ("secret", "token", "cookie", "password", "authorization", "csrf", "link", "code", "client_secret")


def mask_email(address: str) -> str:
    """Mask an address: "ana.ferreira@example.org" becomes "a***@example.org", to be recognised but not written to."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}" if at else "***"


def _redact(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    for key, value in entry.items():
        if any(word in key for word in REDACTED_WORDS):
            entry[key] = "***"
        elif isinstance(value, str) and "email" in key:
            entry[key] = mask_email(value)
    return entry


def set_up_logs(process: str, *, production: bool, level: str = "info", libraries: int = logging.WARNING) -> None:
    """Set up structlog and the standard library's loggers for one process, named on every line.

    `libraries`: the least severe level at which the standard library's loggers are written."""
    structlog.contextvars.bind_contextvars(process=process)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if production else "%H:%M:%S", utc=production),
        _redact,
    ]
    last: list[Any] = (
        [TRACEBACK_WITHOUT_LOCALS, structlog.processors.JSONRenderer()]
        if production
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=libraries, force=True)


log: Any = structlog.get_logger()
