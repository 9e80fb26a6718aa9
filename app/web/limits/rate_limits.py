"""Rate limits by person or by an order's link, and higher ones by address, because a whole campus may be one address.

A person is a cookie, which a caller can throw away: what costs money is limited by the link, what is scarce by the
address (ADR 19). Staff are not limited by address. Each process counts in memory and shares its counts with the others
through Redis within a tenth of a second, but single requests not at all. So a click never waits for Redis, and without
Redis each process counts for itself."""

import hashlib
import time
from collections import OrderedDict
from typing import Any

from app.errors import RateLimited
from app.settings import settings
from app.web.cache import register_cache
from app.web.limits.addresses import AnyConnection, address_of
from app.web.limits.staff_pass import is_staff
from app.web.parsing import AnyRequest
from app.web.redis import REDIS_ERRORS, redis

KINDS = ("person", "link", "address")
MAX_KEYS = 20_000
"""Keys of each kind that are kept, so that many persons or invented links do not displace the addresses."""
SHARED_FROM = 2
"""Requests of a key from which on a process shares its count: most fans send one request of a kind in a window."""
WINDOW_SECONDS = 10
"""Seconds."""


class RequestCounts:
    """Counts by key: the last known sum of all processes, and the part of this process that is not shared yet."""

    def __init__(self) -> None:
        self._known: dict[str, OrderedDict[str, int]] = {kind: OrderedDict() for kind in KINDS}
        self._unshared: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self._due: dict[str, set[str]] = {kind: set() for kind in KINDS}

    def add(self, key: str, kind: str = "person") -> int:
        """Add one to the key's count and return the sum. The least recently counted keys are dropped first."""
        known, unshared = self._known[kind], self._unshared[kind]
        known[key] = known.get(key, 0) + 1
        known.move_to_end(key)
        unshared[key] = unshared.get(key, 0) + 1
        if known[key] >= SHARED_FROM:
            self._due[kind].add(key)
        while len(known) > MAX_KEYS:
            unshared.pop(known.popitem(last=False)[0], None)
        return known[key]

    def get(self, key: str, kind: str = "person") -> int:
        """Return the sum of the key without adding to it."""
        return self._known[kind].get(key, 0)

    async def share(self) -> None:
        """Add this process's counts to Redis and read the sums of all processes. Without Redis nothing changes."""
        flat = []
        for kind, due in self._due.items():
            flat += [(kind, key, self._unshared[kind].pop(key)) for key in due if key in self._unshared[kind]]
            due.clear()
        if not flat:
            return
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                for _, key, count in flat:
                    pipeline.incrby(key, count)
                    pipeline.expire(key, 2 * WINDOW_SECONDS)
                replies: list[Any] = await pipeline.execute()
        except REDIS_ERRORS:
            return
        for (kind, key, _), total in zip(flat, replies[::2], strict=True):
            if key in self._known[kind]:
                self._known[kind][key] = total + self._unshared[kind].get(key, 0)

    def clear(self) -> None:
        """Drop every count. For tests and development."""
        for kind in KINDS:
            self._known[kind].clear()
            self._unshared[kind].clear()
            self._due[kind].clear()


request_counts = RequestCounts()
register_cache(request_counts)


def limit_person(request: AnyRequest, action: str, person: str | None, *, max_requests: int) -> None:
    """Allow `max_requests` for this action per person in ten seconds. Raises RateLimited for further ones.

    A new person (None) is counted only by address."""
    own = request_counts.add(_key(action, person)) if person else 0
    if own > max_requests:
        raise RateLimited(seconds=WINDOW_SECONDS)
    limit_address(request, action, max_requests=settings().aisle_requests_per_address)


def limit_address(request: AnyRequest, action: str, *, max_requests: int) -> None:
    """Allow `max_requests` for this action per address in ten seconds. Raises RateLimited for further ones, except of
    staff."""
    if count_at_address(request, action) > max_requests and not is_staff(request):
        raise RateLimited(seconds=WINDOW_SECONDS)


def count_at_address(request: AnyRequest, what: str) -> int:
    """Count `what` once more for this address; return how often it was counted in these ten seconds."""
    return request_counts.add(_address_key(request, what), "address")


def require_below(connection: AnyConnection, what: str, *, maximum: int) -> None:
    """Raise RateLimited if `what` was counted more than `maximum` times for this address, except for staff. Counts
    nothing."""
    if request_counts.get(_address_key(connection, what), "address") > maximum and not is_staff(connection):
        raise RateLimited(seconds=WINDOW_SECONDS)


def limit_link(request: AnyRequest, action: str, link: str, *, max_requests: int) -> None:
    """Allow `max_requests` for this action per secret link in ten seconds, with any session or none. Raises RateLimited
    for further ones, and for too many of one address."""
    if exceeds_link_limit(request, action, link, max_requests=max_requests):
        raise RateLimited(seconds=WINDOW_SECONDS)


def exceeds_link_limit(request: AnyRequest, action: str, link: str, *, max_requests: int) -> bool:
    """Count this action for the link and return whether that is too often. Raises RateLimited for too many of one
    address.

    Only a digest of the link is kept and shared: the link gives access to tickets."""
    limit_address(request, action, max_requests=settings().aisle_requests_per_address)
    digest = hashlib.sha256(link.encode(errors="replace")).hexdigest()[:24]
    return request_counts.add(_key(action, f"of {digest}"), "link") > max_requests


def current_window() -> int:
    """Return the number of the window of ten seconds in which requests are counted now."""
    return int(time.time()) // WINDOW_SECONDS


def _address_key(connection: AnyConnection, what: str) -> str:
    return _key(what, f"at {address_of(connection)}")


def _key(what: str, whose: str) -> str:
    return f"limit:{what}:{whose}:{current_window()}"
