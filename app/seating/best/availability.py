"""What may be open just now, for choosing: a picture at most a second old, less what this process tries to take.

Only the hold decides. `fresh_availability` reads the rows, which is expensive: use it before a request is refused."""

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
"""Seconds after which the map has heard of what was taken."""


class Availability(msgspec.Struct, frozen=True):
    """`statuses`: one byte a seat, "0" open; `in_seat_order`: the same along the plan's line."""

    statuses: bytes
    in_seat_order: bytes


class RecentAttempts:
    """Seats this process has just taken or is trying for: the next party looks elsewhere at once."""

    def __init__(self) -> None:
        self._until: dict[int, dict[int, float]] = {}

    def add(self, performance_id: int, seats: Iterable[int]) -> None:
        """Passed over until it is known whether they were got."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, math.inf))

    def confirm(self, performance_id: int, seats: Iterable[int]) -> None:
        """Passed over for another moment."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, time.monotonic() + ATTEMPT_SECONDS))

    def drop(self, performance_id: int, seats: Iterable[int]) -> None:
        """They were not got."""
        for seat in seats:
            self._until.get(performance_id, {}).pop(seat, None)

    def seats(self, performance_id: int) -> set[int]:
        """Those of the last moment."""
        now, known = time.monotonic(), self._until.get(performance_id, {})
        late = [seat for seat, until in known.items() if until < now]
        for seat in late:
            del known[seat]
        if not known:
            self._until.pop(performance_id, None)
        return set(known)

    def clear(self) -> None:
        """For tests, whose ids begin again."""
        self._until.clear()


recent_attempts = RecentAttempts()
register_cache(recent_attempts)

OPEN_NOW = """
    SELECT string_agg(CASE WHEN is_open(s.status, s.hold_expires_at, now()) AND s.allocation IS NULL
                           THEN '0' ELSE '1' END, '' ORDER BY s.idx) FROM seat s WHERE s.performance_id = $1
"""


async def cached_availability(performance: Performance) -> Availability:
    """As the map has it, at most a second old."""
    return await _hoped((performance.id, performance.plan))


async def fresh_availability(performance: Performance) -> Availability:
    """As the rows have it after the call began; seats set aside by staff are not open. Who waits for it shares it."""
    statuses = await _open_now.next(performance.id)
    return _along(await get_seat_order(performance.plan), statuses)


async def levels_in_seat_order(performance: Performance) -> bytes:
    """The price level of each place along the line, chr(48 + level)."""
    return await cached_level_orders((performance.id, performance.plan, performance.levels_digest))


async def _read(key: tuple[int, int]) -> Availability:
    return _along(await get_seat_order(key[1]), (await get_snapshot(key[0])).seats)


async def _read_rows(performance_id: int) -> bytes:
    return str(await pool.fetch_value(OPEN_NOW, performance_id) or "").encode()


async def _read_levels(key: tuple[int, int, str]) -> bytes:
    return (await get_seat_order(key[1])).in_seat_order(await get_price_levels(key[0], key[2]))


_hoped = OneSecondCache(_read)
_open_now = SingleFlight(_read_rows)
cached_level_orders = ImmutableCache(_read_levels)


def _along(seat_order: SeatOrder, seats: bytes) -> Availability:
    if len(seats) != len(seat_order.plan_seats):
        raise PlanChanged()
    return Availability(seats, seat_order.in_seat_order(seats))
