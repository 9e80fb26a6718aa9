"""Seats that are held at this moment, counted by performance and address, so that one address cannot hold a whole
venue with ever new sessions.

Each process counts in memory and shares with the others through Redis within a tenth of a second, as rate limits are
shared. So no click waits for Redis, and without Redis each process counts for itself. Of two values of one claim the
newer one counts, also if the older one is shared later. The limit is soft: requests of two processes may together
exceed it by what they have not shared yet."""

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from app.web.cache import register_cache
from app.web.limits.address_count import NOTHING, AddressCount, Claims, HeldUntil
from app.web.redis import REDIS_ERRORS, redis

MAX_ADDRESSES = 20_000
"""Counts that are kept; the least recently used are dropped first."""
EXPIRES_AFTER = 2 * 3600
"""Seconds until Redis drops a count that is not used any more; longer than any hold or pending order lasts."""
WRITE_CLAIMS = Path(__file__).with_name("write_claims.lua").read_text()


class HeldSeats:
    """The counts of all addresses that this process knows, by key. Times are Unix times in seconds."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, AddressCount] = OrderedDict()
        self._used: set[str] = set()

    def total(self, key: str, now: float) -> int:
        """Return the seats held and pending at `now`."""
        self._used.add(key)
        return count.total(now) if (count := self._counts.get(key)) else 0

    @contextlib.contextmanager
    def pending(self, key: str, seats: int, maximum: int) -> Iterator[None]:
        """Count `seats` while a request takes them, so that concurrent requests do not exceed the limit together.

        From half of the `maximum` on the count is shared, or from SHARED_FROM on if that is less."""
        count = self._count(key)
        count.limit(maximum)
        count.pending += seats
        try:
            yield
        finally:
            count.pending -= seats

    @contextlib.contextmanager
    def replacing(self, key: str, name: str) -> Iterator[bool]:
        """Mark that a request of `name` replaces seats. Yields False while another one does: each would count the same
        seats as its own."""
        names = self._count(key).replacing
        is_first = name not in names
        names.add(name)
        try:
            yield is_first
        finally:
            if is_first:
                names.discard(name)

    def knows(self, key: str) -> bool:
        """Return whether this process counts the address. If not, it shares nothing about it."""
        return key in self._counts

    def set(self, key: str, name: str, seats: int, end: float, now: float) -> None:
        """Set what the claim `name` holds until `end`, as it was at `now`. A newer value stays."""
        self._count(key).set(name, seats, end, now)

    def expect_shared(self, key: str) -> None:
        """Share the address from now on, however few its seats: another process may have shared claims of it."""
        self._count(key).is_shared = True

    def get(self, key: str, name: str) -> HeldUntil:
        """Return what the claim `name` holds; no seats if this process does not know it."""
        count = self._counts.get(key)
        return count.claims.get(name, NOTHING) if count else NOTHING

    async def share(self, now: float) -> None:
        """Write what changed at the addresses used since the last call, and read the claims of all processes. Without
        Redis nothing changes."""
        used = {key: self._counts[key] for key in self._used if key in self._counts}
        self._used = {key for key, count in used.items() if count.share_at > now}
        counts = {
            key: count
            for key, count in used.items()
            if key not in self._used and (count.total(now) >= count.share_from or count.is_shared)
        }
        if not counts:
            return
        try:
            replies = await self._exchange(counts)
        except REDIS_ERRORS:
            return
        for count, reply in zip(counts.values(), replies, strict=True):
            count.merge(reply, now)

    async def _exchange(self, counts: dict[str, AddressCount]) -> list[Claims]:
        async with redis().pipeline(transaction=False) as pipeline:
            for key, count in counts.items():
                if changes := _encode(count.outdated, count.unshared):
                    pipeline.eval(WRITE_CLAIMS, 1, key, *changes)
                pipeline.expire(key, EXPIRES_AFTER)
                pipeline.hgetall(key)
            replies = await pipeline.execute()
        return [_decode(reply) for reply in replies if isinstance(reply, dict)]

    def clear(self) -> None:
        """Drop every count. For tests and development."""
        self._counts.clear()
        self._used.clear()

    def _count(self, key: str) -> AddressCount:
        self._used.add(key)
        count = self._counts.setdefault(key, AddressCount())
        self._counts.move_to_end(key)
        while len(self._counts) > MAX_ADDRESSES:
            self._counts.popitem(last=False)
        return count


def _encode(dropped: Claims, written: Claims) -> list[str]:
    """Return the arguments of write_claims.lua."""
    drops = [part for name, held in dropped.items() for part in (name, str(held.changed), "")]
    writes = [part for name, held in written.items() for part in (name, str(held.changed), " ".join(map(str, held)))]
    return drops + writes


def _decode(reply: dict[bytes, bytes]) -> Claims:
    claims = {}
    for name, value in reply.items():
        with contextlib.suppress(ValueError):  # a value of an earlier version: it is replaced or expires
            seats, end, changed = value.split()
            claims[name.decode()] = HeldUntil(int(seats), float(end), float(changed))
    return claims


held_seats = HeldSeats()
register_cache(held_seats)
