"""Limits of requests with an order's secret link: by the link itself, and by address for links that do not exist."""

from litestar.handlers import BaseRouteHandler

from app.errors import NotFound
from app.web.error_responses import AppResponse, error_response
from app.web.limits.addresses import AnyConnection
from app.web.limits.rate_limits import count_at_address, require_below
from app.web.parsing import AnyRequest

MAX_UNKNOWN_LINKS = 300
"""Links that do not exist, from one address in ten seconds; further requests about orders are refused unread."""
UNKNOWN_LINKS = "unknown-links"


def limit_unknown_links(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Raise RateLimited if this address has tried too many links that do not exist. A guard of Litestar."""
    require_below(connection, UNKNOWN_LINKS, maximum=MAX_UNKNOWN_LINKS)


def count_unknown_link(request: AnyRequest, error: NotFound) -> AppResponse:
    """Count a link that does not exist for the caller's address; return the response. An exception handler."""
    count_at_address(request, UNKNOWN_LINKS)
    return error_response(request, error)
