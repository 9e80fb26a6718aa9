"""What may be open just now, for choosing: a picture at most a second old, less what this process tries to take.

A hope, no promise: only the hold decides. `outlook_now` asks the rows, which is dear, before anybody is told no."""

import asyncio
import math
import time
from collections.abc import Iterable

import msgspec

from app.events.catalog import Performance
from app.seating.errors import OtherPlan
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seat_order import Chains, chains_of
from app.seating.snapshots import snapshot_of
from app.web.cache import Kept
from app.web.forever import Forever
from db import pool

LASTS = 3.0
"""Seconds after which the map has heard of what was taken."""


class Outlook(msgspec.Struct, frozen=True):
    """`seats`: one byte a seat, "0" open; `along`: the same along the plan's line."""

    seats: bytes
    along: bytes


class Tried:
    """Seats this process has just taken or is trying for: the next party looks elsewhere at once."""

    def __init__(self) -> None:
        self._until: dict[int, dict[int, float]] = {}

    def add(self, performance_id: int, seats: Iterable[int]) -> None:
        """Passed over until it is known whether they were got."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, math.inf))

    def got(self, performance_id: int, seats: Iterable[int]) -> None:
        """Passed over for another moment."""
        self._until.setdefault(performance_id, {}).update(dict.fromkeys(seats, time.monotonic() + LASTS))

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

    def forget(self) -> None:
        """For tests, whose ids begin again."""
        self._until.clear()


tried = Tried()

NOW = """
    SELECT string_agg(CASE WHEN (s.status = 0 OR s.hold_expires_at <= now()) AND s.allocation IS NULL
                           THEN '0' ELSE '1' END, '' ORDER BY s.idx) FROM seat s WHERE s.performance_id = $1
"""
_reading: dict[int, asyncio.Task[bytes]] = {}


async def outlook_of(show: Performance) -> Outlook:
    """As the map has it, at most a second old."""
    return await _hoped((show.id, show.plan))


async def outlook_now(show: Performance) -> Outlook:
    """As the rows have it after the call began; seats set aside by staff are not open. Who waits for it shares it."""
    if running := _reading.get(show.id):
        await asyncio.wait([running])  # it had begun before we came
    if show.id not in _reading:
        task = _reading[show.id] = asyncio.create_task(_read_rows(show.id))
        task.add_done_callback(lambda _: _reading.pop(show.id, None))
    return _along(await chains_of(show.plan), await asyncio.shield(_reading[show.id]))


async def levels_along(show: Performance) -> bytes:
    """The price level of each place along the line, chr(48 + level)."""
    return await all_levels_along((show.id, show.plan, show.levels_digest))


async def _read(key: tuple[int, int]) -> Outlook:
    return _along(await chains_of(key[1]), (await snapshot_of(key[0])).seats)


async def _read_rows(performance_id: int) -> bytes:
    return str(await pool.fetch_value(NOW, performance_id) or "").encode()


async def _read_levels(key: tuple[int, int, str]) -> bytes:
    return (await chains_of(key[1])).along(await levels_of(key[0], key[2]))


_hoped = Kept(_read)
all_levels_along = Forever(_read_levels)


def _along(chains: Chains, seats: bytes) -> Outlook:
    if len(seats) != len(chains.picture):
        raise OtherPlan()
    return Outlook(seats, chains.along(seats))
