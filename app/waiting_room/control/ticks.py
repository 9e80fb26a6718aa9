"""The ticks of a room: each second one worker claims the room's next tick and applies the controller's decision.

A worker waits for the lock of the room's row: joins hold it most of the time, so a tick that skips locked rows might
never run. It waits 200 ms at most, so that a row that is locked for long does not delay other rooms."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

import asyncpg
import msgspec

from app.crash_points import crash_point
from app.waiting_room.control.admission_controller import ControllerState, Decision
from app.waiting_room.control.capacity import Capacity
from app.waiting_room.control.measurements import RoomLoad
from app.waiting_room.control.visit_model import VisitModel
from app.waiting_room.rooms import WaitingRoom, read_room
from db.pool import Record, fetch
from db.transaction import transaction
from realtime.logs import log

ACTOR = "admit_fans"
TICK_SECONDS = 0.95
"""Least time between two ticks of a room. Workers poll every 0.2 s, so a room gets about one tick a second."""
SIGNATURE_FIELDS = (
    "mode",
    "paused_at",
    "per_minute",
    "target",
    "message",
    "engaged_at",
    "ended_as",
    "closed_at",
    "seed",
)
"""Fields of a room whose change is published at once, not with the next tick. A tick that calls places publishes them
itself; a quiet room calls one for each fan who enters, and no fan waits for those."""

# Rooms from an hour before they open until ten minutes after they ended, and rooms turned off a minute ago or less.
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
        ELSE extract(epoch FROM w.ticked_at - old.ticked_at) END::float8 AS seconds,
        (SELECT coalesce(jsonb_agg(o.mind #> '{capacity,share}'), '[]') FROM waiting_room o
            WHERE o.id <> w.id AND o.mode <> 'off' AND o.ended_at IS NULL AND o.mind #> '{capacity,share}' IS NOT NULL
            AND o.ticked_at > clock_timestamp() - interval '5 seconds')::text AS other_rooms
"""
SAVE_STATE = "UPDATE waiting_room SET mind = $3::jsonb WHERE id = $1 AND ticked_at = $2 RETURNING true"
# what other rooms have learned of the servers and of visits, for a room that has learned nothing
LAST_CAPACITIES = """
    SELECT mind->>'capacity' AS capacity FROM waiting_room WHERE id <> $1 AND mind ? 'capacity'
    ORDER BY ticked_at DESC LIMIT 100
"""
CALL_PLACES = "SELECT call_places($1, $2, $3)"


class Tick(msgspec.Struct, frozen=True):
    """A tick of `room`, with the room as it is now. `seconds`: since the previous tick.

    `claimed_at`: when this worker claimed the tick; None if the room's status must be published only because the room
    has changed. `other_rooms`: as in ControllerInput."""

    room: WaitingRoom
    state: ControllerState = ControllerState()
    claimed_at: datetime | None = None
    seconds: float = 0.0
    other_rooms: Sequence[RoomLoad] = ()


def change_signature(room: WaitingRoom | Record) -> tuple[object, ...]:
    """Return the values of SIGNATURE_FIELDS, to detect a change."""
    if isinstance(room, WaitingRoom):
        return tuple(getattr(room, name) for name in SIGNATURE_FIELDS)
    return tuple(room[name] for name in SIGNATURE_FIELDS)


async def claim_due_ticks(limit: int, sent: dict[int, tuple[object, ...]], busy: Collection[int]) -> list[Tick]:
    """Return up to `limit` ticks: claimed ones of rooms that are due, others of rooms that differ from what was `sent`.

    `sent`: room id → `change_signature` when its status was last published. `busy`: ids of rooms to leave out."""
    ticks: list[Tick] = []
    rows = [row for row in await fetch(SELECT_LIVE_ROOMS, TICK_SECONDS) if row["id"] not in busy]
    wanted = [row for row in rows if row["due"] or sent.get(row["id"]) != change_signature(row)]
    while wanted and len(ticks) < limit:
        batch, wanted = wanted[: limit - len(ticks)], wanted[limit - len(ticks) :]
        claimed = await asyncio.gather(*(_claim(row["id"], due=row["due"], sent=sent.get(row["id"])) for row in batch))
        ticks += [tick for tick in claimed if tick is not None]
    return ticks


async def apply_decision(tick: Tick, decision: Decision) -> int:
    """Call places and store the state in one transaction; return the highest place called.

    Changes nothing if another tick of the room was claimed meanwhile."""
    room = tick.room
    async with transaction() as connection:
        state = msgspec.json.encode(decision.state).decode()
        if not await connection.fetchval(SAVE_STATE, room.id, tick.claimed_at, state):
            return room.serving
        serving: int = (
            await connection.fetchval(CALL_PLACES, room.id, decision.call_count, ACTOR)
            if decision.call_count
            else room.serving
        )
        crash_point("tick.before_commit")
    crash_point("tick.after_commit")
    if serving > room.serving:
        log.info("queue_called", room=room.id, places=serving - room.serving, serving=serving, why=decision.reason)
    return serving


def decode_state(stored: str) -> ControllerState:
    """Decode the stored state. Returns the initial state if it cannot be decoded."""
    try:
        return msgspec.json.decode(stored, type=ControllerState)
    except msgspec.ValidationError:
        return ControllerState()


def _decode_loads(stored: str) -> list[RoomLoad]:
    try:
        return msgspec.json.decode(stored, type=list[RoomLoad])
    except msgspec.ValidationError:
        return []


async def _first_state(room_id: int, stored: str) -> ControllerState:
    """Return the stored state. A room without one begins with the latest capacity of a room that knows visits."""
    state = decode_state(stored)
    if state.capacity != Capacity():
        return state
    for row in await fetch(LAST_CAPACITIES, room_id):
        try:
            capacity = msgspec.json.decode(row["capacity"], type=Capacity)
        except msgspec.ValidationError:
            continue
        if VisitModel(capacity.visits).known:
            visits = msgspec.structs.replace(capacity.visits, second=0, pending=())
            first = Capacity(usable=capacity.usable, visits=visits, processes=capacity.processes)
            return msgspec.structs.replace(state, capacity=first)
    return state


async def _claim(room_id: int, *, due: bool, sent: tuple[object, ...] | None) -> Tick | None:
    row = await _claim_row(room_id) if due else None
    room = await read_room(room_id)
    if room is None:
        return None
    if row is not None:
        state = await _first_state(room_id, row["mind"])
        return Tick(room, state, row["ticked_at"], row["seconds"], _decode_loads(row["other_rooms"]))
    return Tick(room) if sent != change_signature(room) else None


async def _claim_row(room_id: int) -> Record | None:
    """Claim the room's next tick. Returns None if it is not due any more, or if the row stays locked for too long."""
    try:
        async with transaction() as connection:
            await connection.execute(SET_LOCK_TIMEOUT)
            row: Record | None = await connection.fetchrow(CLAIM_TICK, room_id, TICK_SECONDS)
            return row
    except asyncpg.LockNotAvailableError:
        log.warning("queue_room_locked", room=room_id)
        return None
