"""Readers of what the controls of staff record: lines of the public log and facts of the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from app.waiting_room.staff.configure import ConfigureResult, RoomSettings, configure_room
from db import pool
from db.transaction import transaction

NOW = datetime.now(UTC).replace(microsecond=0)
STAFF = "staff:olga"


def room_settings(**changes: Any) -> RoomSettings:
    """Return the settings of a room that opened an hour ago with a target of 100, with these `changes`."""
    return msgspec.structs.replace(RoomSettings("on", NOW - timedelta(hours=1), 100), **changes)


async def configure(*performances: int, **changes: Any) -> ConfigureResult:
    """Call `configure_room` in its own transaction, with `room_settings` and these changes."""
    async with transaction() as connection:
        return await configure_room(connection, performances, room_settings(**changes), actor=STAFF)


async def set_on_sale(performance: int, at: datetime) -> None:
    """Set when the sale begins."""
    await pool.execute("UPDATE performance SET on_sale_at = $2 WHERE id = $1", performance, at)


async def room_row(room: int) -> pool.Record:
    """Read the room's row."""
    row = await pool.fetch_row("SELECT * FROM waiting_room WHERE id = $1", room)
    assert row is not None
    return row


async def log_lines(room: int) -> list[tuple[str, str]]:
    """Read (what, detail) of each line of the log, in order."""
    rows = await pool.fetch("SELECT what, detail FROM queue_log WHERE room = $1 ORDER BY n", room)
    return [(row["what"], row["detail"]) for row in rows]


class JournalFact(NamedTuple):
    """A fact of the journal, with its payload as JSON."""

    topic: str
    payload: dict[str, Any]
    actor: str


async def journal_facts() -> list[JournalFact]:
    """Read the journal's facts about waiting rooms, in order."""
    rows = await pool.fetch("SELECT topic, payload, actor FROM journal WHERE topic LIKE 'queue.%' ORDER BY id")
    return [JournalFact(row["topic"], msgspec.json.decode(row["payload"]), row["actor"]) for row in rows]


async def room_trace(room: int) -> tuple[Any, ...]:
    """Read everything that a refused call must not change, to compare it before and after."""
    return tuple(await room_row(room)), await log_lines(room), await journal_facts()
