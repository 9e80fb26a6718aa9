"""The status message of a room, the same for all fans who wait. A worker builds it each second and stores it in Redis;
if Redis has none, it is built from the rows."""

from statistics import pstdev
from typing import NamedTuple, cast

from app.waiting_room.control.measurements import RoomMeasurements, measure
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.cache import OneSecondCache
from app.web.redis import REDIS_ERRORS, redis
from db.pool import fetch
from realtime.clock import current_time
from realtime.protocol import BadMessage, LevelSeats, QueueStatus, decode_status, encode_status, queue_key

RANGE_AFTER_SECONDS = 120.0
"""Seconds since the first call after which the range of the rate is known."""
MIN_SPREAD_SHARE, MIN_SLOW_SHARE = 0.1, 0.2
"""Shares of the rate: the least width of the range to each side; the lowest lower end, so that it is never zero."""
MAX_AGE_SECONDS = 10.0
"""An older message in Redis is ignored, because no worker updates it any more."""

RemainingByLevel = dict[str, list[LevelSeats]]
"""Performance id → the open seats of each price level."""

SELECT_REMAINING = """
    SELECT s.performance_id, s.price_level, count(*) FILTER (WHERE is_open(s.status, s.hold_expires_at, now())
           AND s.allocation IS NULL) AS open, count(*) FILTER (WHERE s.status = 1 AND (s.hold_expires_at > now()
           OR s.hold_expires_at IS NULL)) AS held
    FROM seat s WHERE s.performance_id = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2
"""


class CallRate(NamedTuple):
    """Places called a minute: the `rate`, and its range from `slow` to `fast`, both 0 while it is unknown."""

    rate: float
    slow: float
    fast: float


def build_status(
    room: WaitingRoom,
    measurements: RoomMeasurements,
    reason: str = "",
    remaining: RemainingByLevel | None = None,
    may_return: int = 0,
) -> QueueStatus:
    """Build the message for all fans who wait in `room`, as of the moment of `measurements`.

    `reason`: of the controller's decision. `may_return`: seats that are held and may become open again."""
    stage = room.stage(measurements.at)
    calls = call_rate_range(measurements, room.per_minute)
    return QueueStatus(
        room=room.id,
        at_ms=int(measurements.at.timestamp() * 1000),
        stage=stage,
        last_number=room.last_number,
        serving=room.serving,
        inside=measurements.inside,
        drawn_count=measurements.drawn_count,
        root=measurements.root,
        seed=room.seed.hex() if room.seed else "",
        rate=calls.rate,
        slow_rate=calls.slow,
        fast_rate=calls.fast,
        reason=reason if stage == "open" else "",
        message=room.message,
        remaining=remaining or {},
        may_return=may_return,
        recent_calls=measurements.recent_calls,
        let_through=measurements.let_through,
        log_head=measurements.log_head,
        ended_as=room.ended_as or "",
    )


def call_rate_range(measurements: RoomMeasurements, per_minute: int | None = None) -> CallRate:
    """Compute how many places are called a minute, over the last two minutes, and the range of that rate.

    The range begins at the smaller of the rates of the last two and ten minutes, less the standard deviation of single
    minutes, and ends at the greater of both plus that deviation. It is at least a tenth wide to each side, begins at a
    fifth of the rate or higher, and never exceeds `per_minute`. If fewer than ten minutes are known, these are used."""
    minutes = min(measurements.seconds_since_first_call / 60, 2.0)
    recent = sum(measurements.calls_by_minute[:2]) / max(minutes, 1.0)
    if measurements.seconds_since_first_call < RANGE_AFTER_SECONDS:
        return CallRate(round(recent, 1), 0.0, 0.0)
    full_minutes = int(measurements.seconds_since_first_call // 60)
    average = sum(measurements.calls_by_minute[:full_minutes]) / full_minutes
    deviation = pstdev(measurements.calls_by_minute[:full_minutes])
    low, high = min(recent, average), max(recent, average)
    slow = max(low * MIN_SLOW_SHARE, min(low - deviation, low * (1 - MIN_SPREAD_SHARE)))
    fast = max(high + deviation, high * (1 + MIN_SPREAD_SHARE))
    fast = fast if per_minute is None else min(fast, float(per_minute))
    return CallRate(round(recent, 1), round(min(slow, fast), 1), round(fast, 1))


async def _build_from_rows(room_id: int) -> bytes | None:
    room = await read_room(room_id)
    if room is None:
        return None
    remaining: RemainingByLevel = {}
    held = 0
    for row in await fetch(SELECT_REMAINING, room.performances):
        level = LevelSeats(row["price_level"], row["open"], 0)
        remaining.setdefault(str(row["performance_id"]), []).append(level)
        held += row["held"]
    return encode_status(build_status(room, await measure(room), remaining=remaining, may_return=held))


async def _read_status(room_id: int) -> bytes | None:
    try:
        stored = cast(bytes | None, await redis().get(queue_key(room_id)))
        if stored is not None and current_time().timestamp() - decode_status(stored).at_ms / 1000 < MAX_AGE_SECONDS:
            return stored
    except (*REDIS_ERRORS, BadMessage):
        pass
    return await _build_from_rows(room_id)


cached_status: OneSecondCache[int, bytes | None] = OneSecondCache(_read_status)
"""The latest message of a room as JSON, at most a second old; None if there is no such room.

From Redis; or, if no worker has written one lately, from the rows, with 0 for seats side by side."""
