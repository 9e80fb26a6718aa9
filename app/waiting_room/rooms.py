"""A waiting room as everybody sees it, read from its rows and kept for a second."""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from app.waiting_room.draw.permutation import place_in_order
from app.web.cache import OneSecondCache
from db.pool import fetch_row

Stage = Literal["off", "closed", "gathering", "drawing", "quiet", "early", "open", "paused", "ended"]


class WaitingRoom(msgspec.Struct, frozen=True):
    """`performances`: whose fans wait here. `last_number`: the highest number; `serving`: the highest place called.

    `sells_at`: when the first of them goes on sale; None where none is published. `drawn`: how many took part in the
    draw; 0 where there is none, or not yet. `undrawn`: there will be one."""

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
        """off · closed (not open yet) · gathering (numbers are given, their order will be drawn) · drawing (who takes
        part is fixed; it waits for what comes from outside) · paused · quiet (automatic: nobody waits, fans come
        straight in) · early (numbers are given; nobody is called before the sale begins) · open (places are called) ·
        ended."""
        now = now or datetime.now(UTC)
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
        """Whether the sale of at least one of its performances has begun."""
        return self.sells_at is not None and self.sells_at <= now

    def place_of(self, number: int) -> int | None:
        """What a number is worth; None as long as the order is not drawn, unless it is too late for the draw."""
        if self.seed is not None:
            return place_in_order(self.seed, self.drawn, number) if number <= self.drawn else number
        if self.undrawn:
            return None  # after the close numbers go on from n, and keep their value
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


async def read_room(room_id: int) -> WaitingRoom | None:
    """As its rows are at this moment; None where there is none."""
    row = await fetch_row(BY_ID, room_id)
    return WaitingRoom(**row) if row else None


async def _read_of(performance_id: int) -> WaitingRoom | None:
    row = await fetch_row(BY_PERFORMANCE, performance_id)
    return WaitingRoom(**row) if row else None


cached_room: OneSecondCache[int, WaitingRoom | None] = OneSecondCache(read_room)
"""The waiting room of this number, at most a second old."""
cached_room_of_performance: OneSecondCache[int, WaitingRoom | None] = OneSecondCache(_read_of)
"""The waiting room of this performance, at most a second old; None where it has none."""
