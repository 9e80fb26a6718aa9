"""Waiting rooms, read from their rows and cached for one second."""

import time
from collections import deque
from datetime import datetime
from typing import Literal

import msgspec

from app.waiting_room.draw.permutation import place_in_order
from app.waiting_room.errors import NoSuchRoom
from app.web.cache import OneSecondCache, SingleFlight
from db.pool import fetch_row, fetch_value
from realtime.clock import current_time

Stage = Literal["off", "closed", "gathering", "drawing", "quiet", "early", "open", "paused", "ended"]


class WaitingRoom(msgspec.Struct, frozen=True):
    """One waiting room. `performances`: ids of the performances whose fans wait here, in the order of their dates.

    `last_number`: the highest number given. `serving`: the highest place called. `sells_at`: when the first of the
    performances goes on sale, None if none is published. `undrawn`: whether there is a draw that is not opened yet.
    `drawn`: how many numbers took part in the opened draw; 0 without one."""

    id: int
    performance_id: int
    mode: Literal["off", "automatic", "on"]
    opens_at: datetime
    draws_at: datetime | None
    target: int
    per_minute: int | None
    come_in_minutes: int
    shop_minutes: int
    last_number: int
    serving: int
    engaged_at: datetime | None
    paused_at: datetime | None
    message: str
    ended_at: datetime | None
    ended_as: str | None
    performances: list[int]
    undrawn: bool
    closed_at: datetime | None
    drawn: int
    seed: bytes | None
    sells_at: datetime | None

    def stage(self, now: datetime | None = None) -> Stage:
        """Return the stage at `now` (default: this moment).

        off · closed (not open yet) · gathering (numbers are given, their order will be drawn) · drawing (no more
        numbers take part; the draw waits for the outside value) · paused · quiet (automatic room: no fan has to wait) ·
        early (numbers are given; no place is called before the sale begins) · open (places are called) · ended."""
        now = now or current_time()
        if self.mode == "off":
            return "off"
        if self.ended_at is not None:
            return "ended"
        if now < self.opens_at:
            return "closed"
        if self.undrawn:
            return "gathering" if self.closed_at is None else "drawing"
        if self.paused_at is not None:
            return "paused"
        if self.mode == "automatic" and self.engaged_at is None:
            return "quiet"
        return "open" if self.is_selling(now) else "early"

    def is_selling(self, now: datetime) -> bool:
        """Return whether the sale of at least one of its performances has begun."""
        return self.sells_at is not None and self.sells_at <= now

    def place_of(self, number: int) -> int | None:
        """Return the place of a number in the order; None while the order is not drawn."""
        if self.seed is not None:
            return place_in_order(self.seed, self.drawn, number) if number <= self.drawn else number
        if self.undrawn:
            return None  # until the draw is opened, also for a number given after the close, whose place is fixed
        return number


SELECT_ROOM = """
    SELECT w.id, w.performance_id, w.mode, w.opens_at, w.draws_at, w.target, w.per_minute, w.come_in_minutes,
           w.shop_minutes, w.last_number, w.serving, w.engaged_at, w.paused_at, w.message, w.ended_at, w.ended_as,
           ARRAY(SELECT p.id FROM performance p WHERE p.waiting_room = w.id AND p.state <> 'draft'
                 ORDER BY p.starts_at, p.id) AS performances,
           d.room IS NOT NULL AND d.opened_at IS NULL AS undrawn, d.closed_at,
           CASE WHEN d.opened_at IS NOT NULL THEN d.n ELSE 0 END AS drawn, d.seed,
           (SELECT min(p.on_sale_at) FROM performance p WHERE p.waiting_room = w.id AND p.state = 'published')
             AS sells_at
    FROM waiting_room w LEFT JOIN draw d ON d.room = w.id
"""
BY_ID = f"{SELECT_ROOM} WHERE w.id = $1"
BY_PERFORMANCE = f"{SELECT_ROOM} JOIN performance f ON f.waiting_room = w.id WHERE f.id = $1"
SELECT_HIGHEST_ID = "SELECT coalesce(max(id), 0) FROM waiting_room"
REREADS_PER_SECOND = 10
"""Queries that one process sends at most for ids of rooms it does not know."""


async def read_room(room_id: int) -> WaitingRoom | None:
    """Read the room with this id, without the cache; None if there is none."""
    row = await fetch_row(BY_ID, room_id)
    return WaitingRoom(**row) if row else None


async def _read_room_of_performance(performance_id: int) -> WaitingRoom | None:
    row = await fetch_row(BY_PERFORMANCE, performance_id)
    return WaitingRoom(**row) if row else None


async def _read_highest_room_id(_: None) -> int:
    highest: int = await fetch_value(SELECT_HIGHEST_ID)
    return highest


cached_room: OneSecondCache[int, WaitingRoom | None] = OneSecondCache(read_room)
"""The waiting room by its id, at most a second old; None if there is none."""
cached_room_of_performance: OneSecondCache[int, WaitingRoom | None] = OneSecondCache(_read_room_of_performance)
"""The waiting room by a performance's id, at most a second old; None if the performance has none."""
cached_highest_room_id: OneSecondCache[None, int] = OneSecondCache(_read_highest_room_id)
"""The highest id of a room, at most a second old; 0 if there is no room."""
_rereads: deque[float] = deque(maxlen=REREADS_PER_SECOND)
"""The times (time.monotonic()) at which the highest id was last read again for an id above the cached one."""


async def _reread_highest_room_id(_: None) -> int:
    """Read the highest id into the cache; return 0 without a query after REREADS_PER_SECOND of them in a second."""
    now = time.monotonic()
    if len(_rereads) == REREADS_PER_SECOND and now - _rereads[0] < 1:
        return 0
    _rereads.append(now)
    return await cached_highest_room_id.read_again(None)


_shared_reread: SingleFlight[None, int] = SingleFlight(_reread_highest_room_id)


async def check_room_id(room_id: int) -> int:
    """Return `room_id` if a room with this id can exist. Raises NoSuchRoom.

    Ids of rooms have no gaps and rooms are never deleted, so the highest id is enough to decide. An id above the cached
    one may belong to a room that was created a moment ago, so the highest id is read again. Requests for many invented
    ids share few queries: at most REREADS_PER_SECOND in any second, and no call to Redis."""
    if room_id <= 0 or (room_id > await cached_highest_room_id(None) and room_id > await _shared_reread.next(None)):
        raise NoSuchRoom()
    return room_id
