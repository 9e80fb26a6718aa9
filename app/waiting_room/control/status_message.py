"""The one message for all who wait: built each second by a worker, kept in Redis, and read from rows without it."""

import time
from statistics import pstdev
from typing import cast

from app.waiting_room.control.measurements import RoomMeasurements, measure
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.cache import OneSecondCache
from app.web.redis import REDIS_ERRORS, redis
from db.pool import fetch
from realtime.protocol import BadMessage, QueueStatus, decode_status, encode_status, queue_key

RANGE_AFTER_SECONDS = 120.0
"""Seconds of calling after which a rate is told as a range."""
MIN_SPREAD_SHARE, MIN_SLOW_SHARE = 0.1, 0.2
"""The range is at least so wide to either side; and never promises that it all but stops."""
MAX_AGE_SECONDS = 10.0
"""Seconds after which the message in Redis is not believed: nobody writes it any more."""

RemainingByLevel = dict[str, list[list[int]]]

SELECT_REMAINING = """
    SELECT s.performance_id, s.price_level, count(*) FILTER (WHERE is_open(s.status, s.hold_expires_at, now())
           AND s.allocation IS NULL) AS open, count(*) FILTER (WHERE s.status = 1 AND (s.hold_expires_at > now()
           OR s.hold_expires_at IS NULL)) AS held
    FROM seat s WHERE s.performance_id = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2
"""


def build_status(
    room: WaitingRoom,
    measurements: RoomMeasurements,
    reason: str = "",
    remaining: RemainingByLevel | None = None,
    may_return: int = 0,
) -> QueueStatus:
    """What everybody who waits in `room` is told at the moment of `measurements`."""
    stage = room.stage(measurements.at)
    rate, slow, fast = call_rate_range(measurements, room.per_minute)
    return QueueStatus(
        room=room.id, at_ms=int(measurements.at.timestamp() * 1000), stage=stage, last_number=room.last_number,
        serving=room.serving, inside=measurements.inside, drawn_count=measurements.drawn_count, root=measurements.root,
        seed=room.seed.hex() if room.seed else "", rate=rate, slow_rate=slow, fast_rate=fast,
        reason=reason if stage == "open" else "", message=room.message, remaining=remaining or {},
        may_return=may_return, recent_calls=measurements.recent_calls, let_through=measurements.let_through,
        log_head=measurements.log_head, ended_as=room.ended_as or "",
    )  # fmt: skip


def call_rate_range(measurements: RoomMeasurements, per_minute: int | None = None) -> tuple[float, float, float]:
    """Places called a minute, over the last two; and its honest range, 0 and 0 while less than two minutes are known.

    The range reaches from the smaller of the rates of the last two and ten minutes, less the spread (the standard
    deviation) of single minutes, to the greater of both and the spread; at least a tenth to either side, at most a
    fifth of the rate downwards, and never beyond what staff allow. Fewer than ten minutes are taken as they are."""
    minutes = min(measurements.seconds_since_first_call / 60, 2.0)
    lately = sum(measurements.calls_by_minute[:2]) / max(minutes, 1.0)
    if measurements.seconds_since_first_call < RANGE_AFTER_SECONDS:
        return round(lately, 1), 0.0, 0.0
    whole = int(measurements.seconds_since_first_call // 60)
    longer = sum(measurements.calls_by_minute[:whole]) / whole
    spread = pstdev(measurements.calls_by_minute[:whole])
    low, high = min(lately, longer), max(lately, longer)
    slow = max(low * MIN_SLOW_SHARE, min(low - spread, low * (1 - MIN_SPREAD_SHARE)))
    fast = max(high + spread, high * (1 + MIN_SPREAD_SHARE))
    fast = fast if per_minute is None else min(fast, float(per_minute))
    return round(lately, 1), round(min(slow, fast), 1), round(fast, 1)


async def _from_rows(room_id: int) -> bytes | None:
    room = await read_room(room_id)
    if room is None:
        return None
    left: RemainingByLevel = {}
    back = 0
    for row in await fetch(SELECT_REMAINING, room.performances):
        left.setdefault(str(row["performance_id"]), []).append([row["price_level"], row["open"], 0])
        back += row["held"]
    return encode_status(build_status(room, await measure(room), remaining=left, may_return=back))


async def _read(room_id: int) -> bytes | None:
    try:
        kept = cast(bytes | None, await redis().get(queue_key(room_id)))
        if kept is not None and time.time() - decode_status(kept).at_ms / 1000 < MAX_AGE_SECONDS:
            return kept
    except (*REDIS_ERRORS, BadMessage):
        pass
    return await _from_rows(room_id)


cached_status: OneSecondCache[int, bytes | None] = OneSecondCache(_read)
"""The latest message of this room as bytes, at most a second old; None where there is no such room. As a worker told it
last; without that, from the rows, where how many can sit together is not known."""
