"""A worker's turn at a room: one worker each second, whichever is first; one that was stopped meanwhile does nothing.

The row is not passed over as soon as it is locked: joins lock it all the time, and it must have its turn. But nobody
waits for it long: a room whose row somebody keeps holds up no other."""

import asyncio
from collections.abc import Collection
from datetime import datetime

import asyncpg
import msgspec

from app.waiting_room.control.admission_controller import ControllerState, Decision
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.relay_wakeup import wake_relay
from db.pool import Record, fetch
from db.transaction import transaction
from realtime.logs import log

ACTOR = "admit_fans"
TICK_SECONDS = 0.95
"""Seconds from one turn to the next."""
SIGNATURE_FIELDS = (
    "mode",
    "serving",
    "paused_at",
    "per_minute",
    "target",
    "message",
    "engaged_at",
    "ended_as",
    "closed_at",
    "seed",
)
"""What is told at once when it changes."""

# Told from an hour before it opens until ten minutes after it has ended; one that was turned off, for another minute.
SELECT_LIVE_ROOMS = """
    SELECT w.id, w.mode, w.serving, w.paused_at, w.per_minute, w.target, w.message, w.engaged_at, w.ended_as,
           d.closed_at, d.seed, w.mode <> 'off' AND w.ticked_at <= clock_timestamp() - make_interval(secs => $1) AS due
    FROM waiting_room w LEFT JOIN draw d ON d.room = w.id
    WHERE (w.mode <> 'off' OR w.ticked_at > clock_timestamp() - interval '1 minute')
      AND w.opens_at < clock_timestamp() + interval '1 hour'
      AND (w.ended_at IS NULL OR w.ended_at > clock_timestamp() - interval '10 minutes')
    ORDER BY w.ticked_at
"""
SET_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '200ms'"
CLAIM_TICK = """
    UPDATE waiting_room w SET ticked_at = clock_timestamp() FROM waiting_room old
    WHERE w.id = $1 AND old.id = w.id AND w.ticked_at <= clock_timestamp() - make_interval(secs => $2)
    RETURNING w.ticked_at, w.mind::text AS mind, CASE WHEN old.ticked_at = '-infinity' THEN 1
        ELSE extract(epoch FROM w.ticked_at - old.ticked_at) END::float8 AS seconds
"""
SAVE_STATE = "UPDATE waiting_room SET mind = $3::jsonb WHERE id = $1 AND ticked_at = $2 RETURNING true"
CALL_PLACES = "SELECT call_places($1, $2, $3)"


class Tick(msgspec.Struct, frozen=True):
    """Of `room` as it is now. `claimed_at`: None when the tick is another's, and this one only tells what has changed.
    `seconds` since the turn before."""

    room: WaitingRoom
    state: ControllerState = ControllerState()
    claimed_at: datetime | None = None
    seconds: float = 0.0


def change_signature(room: WaitingRoom | Record) -> tuple[object, ...]:
    """What of a room is told at once when it changes."""
    if isinstance(room, WaitingRoom):
        return tuple(getattr(room, name) for name in SIGNATURE_FIELDS)
    return tuple(room[name] for name in SIGNATURE_FIELDS)


async def claim_due_ticks(limit: int, sent: dict[int, tuple[object, ...]], busy: Collection[int]) -> list[Tick]:
    """Up to `limit` rooms whose second is over, or that are not as `sent` any more; not those that are `busy` here."""
    turns: list[Tick] = []
    rows = [row for row in await fetch(SELECT_LIVE_ROOMS, TICK_SECONDS) if row["id"] not in busy]
    wanted = [row for row in rows if row["due"] or sent.get(row["id"]) != change_signature(row)]
    while wanted and len(turns) < limit:
        some, wanted = wanted[: limit - len(turns)], wanted[limit - len(turns) :]
        found = await asyncio.gather(*(_take(row["id"], due=row["due"], told=sent.get(row["id"])) for row in some))
        turns += [turn for turn in found if turn is not None]
    return turns


async def apply_decision(tick: Tick, decision: Decision) -> int:
    """Calls as many places and keeps the mind, both or neither; nothing when the turn is over. Returns `serving`."""
    room = tick.room
    async with transaction() as connection:
        mind = msgspec.json.encode(decision.state).decode()
        if not await connection.fetchval(SAVE_STATE, room.id, tick.claimed_at, mind):
            return room.serving
        serving: int = (
            await connection.fetchval(CALL_PLACES, room.id, decision.call_count, ACTOR)
            if decision.call_count
            else room.serving
        )
    if serving > room.serving:
        log.info("queue_called", room=room.id, places=serving - room.serving, serving=serving, why=decision.reason)
        wake_relay()
    return serving


async def _take(room_id: int, *, due: bool, told: tuple[object, ...] | None) -> Tick | None:
    row = await _take_second(room_id) if due else None
    room = await read_room(room_id)
    if room is None:
        return None
    if row is not None:
        return Tick(room, decode_state(row["mind"]), row["ticked_at"], row["seconds"])
    return Tick(room) if told != change_signature(room) else None


async def _take_second(room_id: int) -> Record | None:
    """None when it is another's, or somebody keeps the row: the next look is another try."""
    try:
        async with transaction() as connection:
            await connection.execute(SET_LOCK_TIMEOUT)
            row: Record | None = await connection.fetchrow(CLAIM_TICK, room_id, TICK_SECONDS)
            return row
    except asyncpg.LockNotAvailableError:
        log.warning("queue_room_locked", room=room_id)
        return None


def decode_state(stored: str) -> ControllerState:
    """What was remembered; the mind of a beginner where that is not a mind."""
    try:
        return msgspec.json.decode(stored, type=ControllerState)
    except msgspec.ValidationError:
        return ControllerState()
