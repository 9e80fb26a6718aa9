"""The seats that are probably open now, to choose from: statuses at most a second old, and this process's own attempts.

Only the hold decides whether a seat is open. `fresh_availability` reads the rows, which is expensive: it is for use
before a request is refused."""

import math
import time
from collections.abc import Iterable

import msgspec

from app.events.catalog import Performance
from app.seating.errors import PlanChanged
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_order import SeatOrder, get_seat_order
from app.seating.plan.snapshots import get_snapshot
from app.web.cache import ImmutableCache, OneSecondCache, SingleFlight, register_cache
from db import pool

ATTEMPT_SECONDS = 3.0
"""Seconds after which the cached statuses contain a hold that was just made."""


class Availability(msgspec.Struct, frozen=True):
    """`statuses`: one byte per seat, "0" for open; `in_seat_order`: the same bytes in the plan's seat order."""

    statuses: bytes
    in_seat_order: bytes


class RecentAttempts:
    """The seats this process has just taken or tries to take, by performance: the next search excludes them."""

    def __init__(self) -> None:
        self._until: dict[int, dict[int, float]] = {}

    def add(self, performance_id: int, seats: Iterable[int]) -> None:
        """Exclude these seats until the attempt to hold them has ended."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, math.inf))

    def confirm(self, performance_id: int, seats: Iterable[int]) -> None:
        """Exclude these seats, which are held now, for another ATTEMPT_SECONDS."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, time.monotonic() + ATTEMPT_SECONDS))

    def drop(self, performance_id: int, seats: Iterable[int]) -> None:
        """Stop excluding these seats, because the attempt failed."""
        for seat in seats:
            self._until.get(performance_id, {}).pop(seat, None)

    def seats(self, performance_id: int) -> set[int]:
        """Return the seats that are excluded now."""
        now, known = time.monotonic(), self._until.get(performance_id, {})
        late = [seat for seat, until in known.items() if until < now]
        for seat in late:
            del known[seat]
        if not known:
            self._until.pop(performance_id, None)
        return set(known)

    def clear(self) -> None:
        """Forget all attempts, for tests that use the same ids again."""
        self._until.clear()


recent_attempts = RecentAttempts()
register_cache(recent_attempts)

OPEN_NOW = """
    SELECT string_agg(CASE WHEN is_open(s.status, s.hold_expires_at, now()) AND s.allocation IS NULL
                           THEN '0' ELSE '1' END, '' ORDER BY s.idx) FROM seat s WHERE s.performance_id = $1
"""


async def cached_availability(performance: Performance) -> Availability:
    """Return the availability that the map shows, at most a second old."""
    return await _cached((performance.id, performance.plan))


async def fresh_availability(performance: Performance) -> Availability:
    """Read the availability from the rows, as they are after the call began; seats set aside by staff are not open.

    Concurrent callers share one query."""
    statuses = await _open_now.next(performance.id)
    return _along(await get_seat_order(performance.plan), statuses)


async def levels_in_seat_order(performance: Performance) -> bytes:
    """Return the price level of each place in seat order, as the byte 48 + level."""
    return await cached_level_orders((performance.id, performance.plan, performance.levels_digest))


async def _read(key: tuple[int, int]) -> Availability:
    return _along(await get_seat_order(key[1]), (await get_snapshot(key[0])).seats)


async def _read_rows(performance_id: int) -> bytes:
    return str(await pool.fetch_value(OPEN_NOW, performance_id) or "").encode()


async def _read_levels(key: tuple[int, int, str]) -> bytes:
    return (await get_seat_order(key[1])).in_seat_order(await get_price_levels(key[0], key[2]))


_cached = OneSecondCache(_read)
_open_now = SingleFlight(_read_rows)
cached_level_orders = ImmutableCache(_read_levels)


def _along(seat_order: SeatOrder, seats: bytes) -> Availability:
    if len(seats) != len(seat_order.plan_seats):
        raise PlanChanged()
    return Availability(seats, seat_order.in_seat_order(seats))
