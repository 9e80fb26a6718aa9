"""The one message for all who wait: built each second by a worker, kept in Redis, and read from rows without it."""

import time
from statistics import pstdev
from typing import cast

from app.waiting_room.control.measurements import Measures, measure
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.cache import Kept
from app.web.redis import REDIS_ERRORS, redis
from db.pool import fetch
from realtime.protocol import BadMessage, Now, decode_now, encode_now, line_key

KNOWN_AFTER = 120.0
"""Seconds of calling after which a rate is told as a range."""
NARROWEST, LOWEST = 0.1, 0.2
"""The range is at least so wide to either side; and never promises that it all but stops."""
OLD_AFTER = 10.0
"""Seconds after which the message in Redis is not believed: nobody writes it any more."""

Left = dict[str, list[list[int]]]

LEFT = """
    SELECT s.performance_id, s.price_level, count(*) FILTER (WHERE (s.status = 0 OR s.hold_expires_at <= now())
           AND s.allocation IS NULL) AS open, count(*) FILTER (WHERE s.status = 1 AND (s.hold_expires_at > now()
           OR s.hold_expires_at IS NULL)) AS held
    FROM seat s WHERE s.performance_id = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2
"""


def build_now(room: WaitingRoom, seen: Measures, why: str = "", left: Left | None = None, back: int = 0) -> Now:
    """What everybody who waits in `room` is told at the moment of `seen`."""
    stage = room.stage(seen.at)
    rate, slow, fast = rates(seen, room.per_minute)
    return Now(
        q=room.id, at=int(seen.at.timestamp() * 1000), stage=stage, last=room.last_number, serving=room.serving,
        inside=seen.inside, n=seen.n, root=seen.root, seed=room.seed.hex() if room.seed else "", rate=rate, slow=slow,
        fast=fast, why=why if stage == "open" else "", say=room.message, left=left or {}, back=back, calls=seen.calls,
        through=seen.through, log=seen.log, ended=room.ended_as or "",
    )  # fmt: skip


def rates(seen: Measures, per_minute: int | None = None) -> tuple[float, float, float]:
    """Places called a minute, over the last two; and its honest range, 0 and 0 while less than two minutes are known.

    The range reaches from the smaller of the rates of the last two and ten minutes, less the spread (the standard
    deviation) of single minutes, to the greater of both and the spread; at least a tenth to either side, at most a
    fifth of the rate downwards, and never beyond what staff allow. Fewer than ten minutes are taken as they are."""
    minutes = min(seen.since / 60, 2.0)
    lately = sum(seen.minutes[:2]) / max(minutes, 1.0)
    if seen.since < KNOWN_AFTER:
        return round(lately, 1), 0.0, 0.0
    whole = int(seen.since // 60)
    longer = sum(seen.minutes[:whole]) / whole
    spread = pstdev(seen.minutes[:whole])
    low, high = min(lately, longer), max(lately, longer)
    slow = max(low * LOWEST, min(low - spread, low * (1 - NARROWEST)))
    fast = max(high + spread, high * (1 + NARROWEST))
    fast = fast if per_minute is None else min(fast, float(per_minute))
    return round(lately, 1), round(min(slow, fast), 1), round(fast, 1)


async def _from_rows(room_id: int) -> bytes | None:
    room = await read_room(room_id)
    if room is None:
        return None
    left: Left = {}
    back = 0
    for row in await fetch(LEFT, room.performances):
        left.setdefault(str(row["performance_id"]), []).append([row["price_level"], row["open"], 0])
        back += row["held"]
    return encode_now(build_now(room, await measure(room), left=left, back=back))


async def _read(room_id: int) -> bytes | None:
    try:
        kept = cast(bytes | None, await redis().get(line_key(room_id)))
        if kept is not None and time.time() - decode_now(kept).at / 1000 < OLD_AFTER:
            return kept
    except (*REDIS_ERRORS, BadMessage):
        pass
    return await _from_rows(room_id)


now_of: Kept[int, bytes | None] = Kept(_read)
"""The latest message of this room as bytes, at most a second old; None where there is no such room. As a worker told it
last; without that, from the rows, where how many can sit together is not known."""
