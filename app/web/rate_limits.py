"""Rate limits by person, and higher ones by address, because a whole campus may be one address.

Each process counts in memory and shares its counts with the others through Redis within a tenth of a second. So a click
never waits for Redis, and without Redis each process counts for itself."""

import asyncio
import time
from collections import OrderedDict
from typing import Any

from app.errors import RateLimited
from app.settings import settings
from app.web.cache import register_cache
from app.web.parsing import AnyRequest
from app.web.redis import REDIS_ERRORS, redis

MAX_KEYS = 20_000
"""Keys of persons that are kept, and as many of addresses, so that many persons do not displace the addresses."""
SHARE_INTERVAL = 0.1
WINDOW_SECONDS = 10
"""Seconds."""


class RequestCounts:
    """Counts by key: the last known sum of all processes, and the part of this process that is not shared yet."""

    def __init__(self) -> None:
        self._known: dict[str, OrderedDict[str, int]] = {"person": OrderedDict(), "address": OrderedDict()}
        self._unshared: dict[str, dict[str, int]] = {"person": {}, "address": {}}

    def add(self, key: str, kind: str = "person") -> int:
        """Add one to the key's count and return the sum. The least recently counted keys are dropped first."""
        known, unshared = self._known[kind], self._unshared[kind]
        known[key] = known.get(key, 0) + 1
        known.move_to_end(key)
        unshared[key] = unshared.get(key, 0) + 1
        while len(known) > MAX_KEYS:
            unshared.pop(known.popitem(last=False)[0], None)
        return known[key]

    async def share(self) -> None:
        """Add this process's counts to Redis and read the sums of all processes. Without Redis nothing changes."""
        counts, self._unshared = self._unshared, {kind: {} for kind in self._unshared}
        flat = [(kind, key, count) for kind, keys in counts.items() for key, count in keys.items()]
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

    async def share_forever(self) -> None:
        """Share every SHARE_INTERVAL seconds until cancelled."""
        while True:
            await asyncio.sleep(SHARE_INTERVAL)
            await self.share()

    def clear(self) -> None:
        """Drop every count. For tests and development."""
        for table in (*self._known.values(), *self._unshared.values()):
            table.clear()


request_counts = RequestCounts()
register_cache(request_counts)


def address_of(request: AnyRequest) -> str:
    """Return the caller's address. Behind a proxy, AISLE_TRUSTED_PROXIES must list the proxy."""
    return request.client.host if request.client else "unknown"


def limit_person(request: AnyRequest, action: str, person: str | None, *, max_requests: int) -> None:
    """Allow `max_requests` for this action per person in ten seconds. Raises RateLimited for further ones.

    A new person (None) is counted only by address."""
    own = request_counts.add(_key(action, person)) if person else 0
    if own > max_requests:
        raise RateLimited(seconds=WINDOW_SECONDS)
    limit_address(request, action, max_requests=settings().aisle_requests_per_address)


def limit_address(request: AnyRequest, action: str, *, max_requests: int) -> None:
    """Allow `max_requests` for this action per address in ten seconds. Raises RateLimited for further ones."""
    if request_counts.add(_key(action, f"at {address_of(request)}"), "address") > max_requests:
        raise RateLimited(seconds=WINDOW_SECONDS)


def current_window() -> int:
    """Return the number of the window of ten seconds in which requests are counted now."""
    return int(time.time()) // WINDOW_SECONDS


def _key(what: str, whose: str) -> str:
    return f"limit:{what}:{whose}:{current_window()}"
