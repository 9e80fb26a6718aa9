"""Rate limits by person, and coarsely by address: a campus is one address.

Counted in this process at once and shared with the other web processes through Redis within a tenth of a second. So a
click never waits for Redis, and without Redis each process counts for itself."""

import asyncio
import time
from collections import OrderedDict
from typing import Any

from app.errors import RateLimited
from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.redis import REDIS_ERRORS, redis

MAX_KEYS = 20_000
"""Keys of persons, and as many of addresses, so that a crowd of persons pushes no address out."""
SHARE_INTERVAL = 0.1
WINDOW_SECONDS = 10
"""Seconds."""


class RequestCounts:
    """Counts by key: the known sum of all processes, and this process's part that is not shared yet."""

    def __init__(self) -> None:
        self._known: dict[str, OrderedDict[str, int]] = {"person": OrderedDict(), "address": OrderedDict()}
        self._unshared: dict[str, dict[str, int]] = {"person": {}, "address": {}}

    def add(self, key: str, kind: str = "person") -> int:
        """Count one more; return the sum. The least recently counted keys are dropped first."""
        known, unshared = self._known[kind], self._unshared[kind]
        known[key] = known.get(key, 0) + 1
        known.move_to_end(key)
        unshared[key] = unshared.get(key, 0) + 1
        while len(known) > MAX_KEYS:
            unshared.pop(known.popitem(last=False)[0], None)
        return known[key]

    async def share(self) -> None:
        """Add this process's counts to Redis and read the sums. Without Redis nothing changes."""
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
        """Forget every count, between tests."""
        for table in (*self._known.values(), *self._unshared.values()):
            table.clear()


request_counts = RequestCounts()


def address_of(request: AnyRequest) -> str:
    """Return the caller's address as the server sees it (behind a proxy: uvicorn's --forwarded-allow-ips)."""
    return request.client.host if request.client else "unknown"


def limit_person(request: AnyRequest, action: str, person: str | None, *, max_requests: int) -> None:
    """Lets `max_requests` of this kind through per person in ten seconds; a new person (None) is counted with their
    address only. Raises RateLimited beyond."""
    own = request_counts.add(_key(action, person)) if person else 0
    if own > max_requests:
        raise RateLimited(seconds=WINDOW_SECONDS)
    limit_address(request, action, max_requests=settings().aisle_requests_per_address)


def limit_address(request: AnyRequest, action: str, *, max_requests: int) -> None:
    """Lets `max_requests` of this kind through per address in ten seconds. Raises RateLimited beyond."""
    if request_counts.add(_key(action, f"at {address_of(request)}"), "address") > max_requests:
        raise RateLimited(seconds=WINDOW_SECONDS)


def current_window() -> int:
    """The number of the window in which requests are counted now."""
    return int(time.time()) // WINDOW_SECONDS


def _key(what: str, whose: str) -> str:
    return f"limit:{what}:{whose}:{current_window()}"
