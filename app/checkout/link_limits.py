"""Limits of requests with an order's secret link: by the link itself, and by address for links that do not exist."""

import hashlib
from collections import OrderedDict

from litestar.handlers import BaseRouteHandler

from app.checkout.orders.view import Order, get_order_by_link
from app.errors import NotFound
from app.web.cache import register_cache
from app.web.error_responses import AppResponse, error_response
from app.web.limits.addresses import AnyConnection
from app.web.limits.rate_limits import count_at_address, require_below
from app.web.parsing import AnyRequest

MAX_UNKNOWN_LINKS = 300
"""Links that do not exist, from one address in ten seconds; further links that this process does not know are refused
unread. A link cannot be guessed: this only saves the reads."""
MAX_KNOWN_LINKS = 20_000
UNKNOWN_LINKS = "unknown-links"


class KnownLinks:
    """Digests of the addresses of orders that this process has found lately; at most MAX_KNOWN_LINKS."""

    def __init__(self) -> None:
        self._digests: OrderedDict[bytes, None] = OrderedDict()

    def add(self, address: str) -> None:
        """Remember the address of an order; the least recently found ones are forgotten first."""
        digest = _digest(address)
        self._digests[digest] = None
        self._digests.move_to_end(digest)
        while len(self._digests) > MAX_KNOWN_LINKS:
            self._digests.popitem(last=False)

    def __contains__(self, address: str) -> bool:
        """Return whether the order at this address was found."""
        return _digest(address) in self._digests

    def clear(self) -> None:
        """Forget all of them. For tests and development."""
        self._digests.clear()


known_links = KnownLinks()
register_cache(known_links)


def limit_unknown_links(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Raise RateLimited if this address has tried too many links that do not exist, and this process does not know the
    link. A guard of Litestar."""
    if "/orders/{performance_id}/{link}".format(**connection.path_params) not in known_links:
        require_below(connection, UNKNOWN_LINKS, maximum=MAX_UNKNOWN_LINKS)


async def find_order(performance_id: int, link: str) -> Order:
    """Fetch the order with this link and remember the link. Raises NotFound, whatever is wrong with the link."""
    order = await get_order_by_link(performance_id, link)
    known_links.add(order.address)
    return order


def count_unknown_link(request: AnyRequest, error: NotFound) -> AppResponse:
    """Count a link that does not exist for the caller's address; return the response. An exception handler."""
    count_at_address(request, UNKNOWN_LINKS)
    return error_response(request, error)


def _digest(address: str) -> bytes:
    return hashlib.sha256(address.encode(errors="replace")).digest()[:12]
