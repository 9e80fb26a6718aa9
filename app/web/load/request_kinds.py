"""The kinds of requests that load shedding tells apart, by their path."""

import re

from litestar.utils.path import normalize_path

UNLIMITED = re.compile(r"/assets/.+|/health/(live|ready)|/stripe/webhooks|/waiting-rooms/[1-9]\d{0,17}/now")
"""Paths of requests that cost almost nothing or must never be refused."""
JOINS = re.compile(r"/waiting-rooms/[1-9]\d{0,17}/places")
"""The path of joins, as the fast path takes them; in any other form they cost as much as a page."""
KIND_BY_PATH = re.compile(
    r"(?P<orders>/performances/\d+/(?:checkout|orders)|/orders/\d+/[^/]+(?:/[\w.]+)?"
    r"|/waiting-rooms/[1-9]\d{0,17}/admissions)"
    r"|(?P<downloads>/waiting-rooms/\d+/(?:leaves\.csv|log\.csv|draw\.zip))"
)
"""Paths with shares of their own: the steps of an order, and long downloads."""


def kind_of(path: str) -> str:
    """Return "joins", "orders", "downloads" or "newcomers"; "" for a path that is never refused.

    Orders and downloads are found as the router finds them, whichever slashes it ignores."""
    if JOINS.fullmatch(path):
        return "joins"
    if UNLIMITED.fullmatch(path):
        return ""
    match = KIND_BY_PATH.fullmatch(normalize_path(path))
    return str(match.lastgroup) if match else "newcomers"
