"""What staff's verbs leave behind: the last lines of the log, and the facts of the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.waiting_room.staff.configure import ConfigureResult, RoomSettings, configure_room
from db import pool
from db.transaction import transaction

NOW = datetime.now(UTC).replace(microsecond=0)
STAFF = "staff:olga"


def room_settings(**changes: Any) -> RoomSettings:
    """A room that opened an hour ago for a hundred, unless `changes` say otherwise."""
    return msgspec.structs.replace(RoomSettings("on", NOW - timedelta(hours=1), 100), **changes)


async def configure(*performances: int, **changes: Any) -> ConfigureResult:
    """As `configure_room` does, in a transaction of its own."""
    async with transaction() as connection:
        return await configure_room(connection, performances, room_settings(**changes), actor=STAFF)


async def set_on_sale(performance: int, at: datetime) -> None:
    """The sale begins then."""
    await pool.execute("UPDATE performance SET on_sale_at = $2 WHERE id = $1", performance, at)


async def room_row(room: int) -> pool.Record:
    """The room's row."""
    row = await pool.fetch_row("SELECT * FROM waiting_room WHERE id = $1", room)
    assert row is not None
    return row


async def log_lines(room: int) -> list[tuple[str, str]]:
    """What and detail of each line, in turn."""
    rows = await pool.fetch("SELECT what, detail FROM queue_log WHERE room = $1 ORDER BY n", room)
    return [(row["what"], row["detail"]) for row in rows]


async def journal_facts() -> list[tuple[str, dict[str, Any], str]]:
    """The journal's facts of waiting rooms: topic, payload, actor."""
    rows = await pool.fetch("SELECT topic, payload, actor FROM journal WHERE topic LIKE 'queue.%' ORDER BY id")
    return [(row["topic"], msgspec.json.decode(row["payload"]), row["actor"]) for row in rows]


async def room_trace(room: int) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    return tuple(await room_row(room)), await log_lines(room), await journal_facts()
