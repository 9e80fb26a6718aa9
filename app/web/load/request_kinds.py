"""The kinds of requests that load shedding tells apart, by their path."""

import re

UNLIMITED = re.compile(r"/assets/.+|/health/(live|ready)|/stripe/webhooks|/waiting-rooms/[1-9]\d{0,17}/now")
"""Paths of requests that cost almost nothing or must never be refused."""
KIND_BY_PATH = re.compile(
    r"(?P<joins>/waiting-rooms/[1-9]\d{0,17}/places)"
    r"|(?P<orders>/performances/\d+/(?:checkout|orders)|/orders/\d+/[^/]+/?(?:/[\w.]+)?"
    r"|/waiting-rooms/[1-9]\d{0,17}/admissions)"
    r"|(?P<downloads>/waiting-rooms/\d+/(?:leaves\.csv|log\.csv|draw\.zip))"
)
"""Paths with shares of their own: joins of a waiting room, the steps of an order, and long downloads."""


def kind_of(path: str) -> str:
    """Return "joins", "orders", "downloads" or "newcomers"; "" for a path that is never refused."""
    match = KIND_BY_PATH.fullmatch(path)
    if match is not None:
        return str(match.lastgroup)
    return "" if UNLIMITED.fullmatch(path) else "newcomers"
