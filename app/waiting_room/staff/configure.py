"""Configuration of a waiting room: one function creates or changes it; a repeated equal call changes nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from app.errors import NotFound
from app.language.messages import Items, Message, message
from app.waiting_room.draw.draw_steps import seal_draw
from app.waiting_room.draw.entropy_source import EntropySource, beacon_after
from app.waiting_room.draw.records import read_draw_with_key
from app.waiting_room.errors import InvalidRoomSettings, RoomOver, TooLate
from db.journal import QueueOpened, record
from db.pool import Connection

Mode = Literal["off", "automatic", "on"]
MAX_COUNT = 1_000_000
"""The highest target, and the highest rate a minute."""


class RoomSettings(msgspec.Struct, frozen=True):
    """The settings of a room. `draw`: at the first on-sale the order of the fans who have joined is drawn, with a value
    from `outside` (default: the public beacon)."""

    mode: Mode
    opens_at: datetime
    target: int
    per_minute: int | None = None
    come_in_minutes: int = 10
    shop_minutes: int = 20
    draw: bool = False
    outside: EntropySource | None = None


class ConfigureResult(msgspec.Struct, frozen=True):
    """The result of a configuration: the room's id, and whether anything was changed."""

    room: int
    changed: bool


PERFORMANCES = """
    SELECT p.id, p.event, p.state, p.on_sale_at, p.off_sale_at, p.on_sale_at <= now() AS begun, w.id AS room,
           w.ended_at IS NOT NULL AS ended
    FROM performance p LEFT JOIN waiting_room w ON w.id = p.waiting_room
    WHERE p.id = ANY ($1) ORDER BY ended, p.id
"""
LOCK_PERFORMANCES = "SELECT FROM performance WHERE id = ANY ($1) ORDER BY id FOR UPDATE"
LOCK_ROOM = """
    SELECT id, mode, opens_at, draws_at, target, per_minute, come_in_minutes, shop_minutes, last_number, ended_as,
           ARRAY(SELECT p.id FROM performance p WHERE p.waiting_room = w.id ORDER BY p.id) AS performances
    FROM waiting_room w WHERE w.id = $1 FOR UPDATE
"""
COLUMNS = ("mode", "opens_at", "draws_at", "target", "per_minute", "come_in_minutes", "shop_minutes")
# Translators: parts of a list in "Fans have numbers already, and were told …"
PROMISES = {
    "opens_at": message("when it opens"),
    "draws_at": message("its draw"),
    "come_in_minutes": message("the time to come in"),
    "performances": message("its performances"),
}
PROMISED_FIELDS = tuple(PROMISES)
INSERT_ROOM = """
    INSERT INTO waiting_room
        (performance_id, mode, opens_at, draws_at, target, per_minute, come_in_minutes, shop_minutes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
# A room that is opened again gets a new controller state.
UPDATE_ROOM = """
    UPDATE waiting_room SET (mode, opens_at, draws_at, target, per_minute, come_in_minutes, shop_minutes)
        = ($2, $3, $4, $5, $6, $7, $8), ended_at = NULL, ended_as = NULL,
        mind = CASE WHEN ended_at IS NULL THEN mind ELSE '{}' END WHERE id = $1
"""
LOGGED_CHANGES = (("mode", "mode"), ("rate", "per_minute"), ("target", "target"))
APPEND_LOG = "SELECT append_queue_log($1, clock_timestamp(), $2, NULL, NULL, NULL, $3)"
ASSIGN_PERFORMANCES = """
    UPDATE performance SET waiting_room = CASE WHEN id = ANY ($2) THEN $1::bigint END
    WHERE id = ANY ($2) OR waiting_room = $1
"""


async def configure_room(
    connection: Connection, performances: Sequence[int], new: RoomSettings, *, actor: str
) -> ConfigureResult:
    """Create the waiting room of these performances, and of no others, or change it to `new`. Call it in a transaction.

    A room that has ended is opened again, with its numbers and their order, if what its fans were promised
    (PROMISED_FIELDS) stays the same; else the performances get a new room. Raises NotFound, InvalidRoomSettings,
    RoomOver, and TooLate if a fan with a number was promised something else."""
    validate_settings(new)
    rows = await _lock_performances(connection, performances)
    wanted = _wanted_columns(new, rows)
    assigned = next((row for row in rows if row["room"]), None)
    old: Any = await connection.fetchrow(LOCK_ROOM, assigned["room"]) if assigned else None
    reopens = bool(assigned and assigned["ended"])
    if reopens and new.mode != "off" and any(old[name] != wanted[name] for name in PROMISED_FIELDS):
        old, reopens = None, False
    if old is not None:
        _check_change(old, wanted, reopens=reopens)
    draws = wanted["draws_at"]
    if draws and any(row["begun"] for row in rows) and (old is None or old["draws_at"] != draws):
        raise InvalidRoomSettings(message("The sale has begun: nothing can be drawn any more. Nothing was changed."))
    first_performance = wanted["performances"][0]
    values = [wanted[name] for name in COLUMNS]
    room_id: int = old["id"] if old else await connection.fetchval(INSERT_ROOM, first_performance, *values)
    outside = (new.outside or beacon_after(draws)) if draws else None
    sealed = await _is_sealed(connection, room_id, old, wanted, outside)
    if old is not None and not reopens and sealed and all(old[name] == value for name, value in wanted.items()):
        return ConfigureResult(room_id, changed=False)
    await connection.execute(UPDATE_ROOM, room_id, *values)
    await connection.execute(ASSIGN_PERFORMANCES, room_id, wanted["performances"])
    if not sealed and outside is not None:
        await seal_draw(connection, room_id, outside, actor=actor)
    elif not sealed:
        await connection.execute("DELETE FROM draw WHERE room = $1", room_id)
    for what, name in LOGGED_CHANGES if old else ():
        if old[name] != wanted[name] or (reopens and what == "mode"):
            await connection.execute(APPEND_LOG, room_id, what, str(wanted[name] or "none"))
    await record(connection, first_performance, QueueOpened(room_id, new.mode), actor=actor)
    return ConfigureResult(room_id, changed=True)


def validate_settings(new: RoomSettings) -> None:
    """Raise InvalidRoomSettings if a number is out of range, or if a room that is not on should have a draw."""
    for (value, minimum, maximum), problem in _limits(new):
        if value is not None and not minimum <= value <= maximum:
            raise InvalidRoomSettings(problem)
    if new.draw and new.mode != "on":
        raise InvalidRoomSettings(
            message("Only a room that is on has its order drawn: an automatic one may never be needed.")
        )


def room_ended(room_id: int, how: str) -> Message:
    """Return the refusal of a change to a room that has ended. `how`: sold_out, over, cancelled or staff."""
    return message("Waiting room {number} has ended ({how}). Nothing was changed.", number=str(room_id), how=how)


def _limits(new: RoomSettings) -> Iterator[tuple[tuple[int | None, int, int], Message]]:
    """Yield each number with the least and the most that it may be, and the refusal of another one."""
    yield (
        (new.target, 1, MAX_COUNT),
        message(
            "A target is 1 to {most} shoppers at once, not {given}. Nothing was changed.",
            most=MAX_COUNT,
            given=str(new.target),
        ),
    )
    yield (
        (new.per_minute, 1, MAX_COUNT),
        message(
            "A rate is 1 to {most} a minute, not {given}. Nothing was changed.",
            most=MAX_COUNT,
            given=str(new.per_minute),
        ),
    )
    yield (
        (new.come_in_minutes, 1, 60),
        message(
            "The time to come in is 1 to 60 minutes, not {given}. Nothing was changed.", given=str(new.come_in_minutes)
        ),
    )
    yield (
        (new.shop_minutes, 5, 120),
        message("The time to shop is 5 to 120 minutes, not {given}. Nothing was changed.", given=str(new.shop_minutes)),
    )


async def _lock_performances(connection: Connection, performances: Sequence[int]) -> list[Any]:
    # Of two concurrent calls the second waits here, and then reads the room that the first has created.
    await connection.execute(LOCK_PERFORMANCES, list(performances))
    rows = list(await connection.fetch(PERFORMANCES, list(performances)))
    missing = sorted(set(performances) - {row["id"] for row in rows})
    if missing or not rows:
        unknown = message("There is no performance {number}.", number=str(missing[0])) if missing else None
        raise NotFound(unknown or message("Name a performance."))
    if len({row["event"] for row in rows}) > 1:
        raise InvalidRoomSettings(message("A waiting room serves performances of one event; these are of several."))
    if cancelled := [row["id"] for row in rows if row["state"] == "cancelled"]:
        raise InvalidRoomSettings(
            message("Performance {number} is cancelled: nobody has to wait for it.", number=str(cancelled[0]))
        )
    if len({row["room"] for row in rows if row["room"] and not row["ended"]}) > 1:
        raise InvalidRoomSettings(
            message("These performances have waiting rooms of their own. End all but one of them first.")
        )
    return rows


def _wanted_columns(new: RoomSettings, rows: Sequence[Any]) -> dict[str, Any]:
    """Return the room's columns and its performances, by name. `rows`: of the query PERFORMANCES."""
    draws = min(row["on_sale_at"] for row in rows) if new.draw else None
    if draws is not None and new.opens_at >= draws:
        utc = f"{draws:%Y-%m-%d %H:%M} UTC"
        raise InvalidRoomSettings(
            message("It must open before {time}, when the sale begins and its order is drawn.", time=utc)
        )
    if new.opens_at >= max(row["off_sale_at"] for row in rows):
        raise InvalidRoomSettings(message("It must open before the sale ends."))
    columns = {name: draws if name == "draws_at" else getattr(new, name) for name in COLUMNS}
    return columns | {"performances": sorted({row["id"] for row in rows})}


def _check_change(old: Any, wanted: dict[str, Any], *, reopens: bool) -> None:
    if old["ended_as"] and not (reopens and wanted["mode"] != "off"):
        raise RoomOver(room_ended(old["id"], old["ended_as"]))
    broken = [name for name in PROMISED_FIELDS if old[name] != wanted[name]]
    if old["last_number"] and broken:
        promises = Items(tuple(PROMISES[name] for name in broken), "comma")
        raise TooLate(
            message("Fans have numbers already, and were told {promises}. Nothing was changed.", promises=promises)
        )


async def _is_sealed(
    connection: Connection, room_id: int, old: Any, wanted: dict[str, Any], outside: EntropySource | None
) -> bool:
    """Return whether the draw already is as wanted, also if no draw is wanted and there is none."""
    draw = await read_draw_with_key(connection, room_id)
    if draw is None:
        return outside is None
    same_times = old is not None and all(old[name] == wanted[name] for name in ("draws_at", "come_in_minutes"))
    same = same_times and draw.outside == outside
    if not same and draw.closed_at is not None:
        raise TooLate(message("Its draw is closed: everybody can read who takes part. Nothing was changed."))
    if not same and old is not None and old["last_number"]:
        raise TooLate(message("Fans have numbers already, and were told what is in the draw. Nothing was changed."))
    return same
