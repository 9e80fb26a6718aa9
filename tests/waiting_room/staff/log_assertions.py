"""What the controls of staff record: lines of the public log and facts of the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.waiting_room.staff.configure import ConfigureResult, RoomSettings, configure_room
from db import pool
from db.transaction import transaction

NOW = datetime.now(UTC).replace(microsecond=0)
STAFF = "staff:olga"


def room_settings(**changes: Any) -> RoomSettings:
    """Return settings of a room that opened an hour ago with a target of a hundred, with these `changes`."""
    return msgspec.structs.replace(RoomSettings("on", NOW - timedelta(hours=1), 100), **changes)


async def configure(*performances: int, **changes: Any) -> ConfigureResult:
    """Call `configure_room` in a transaction of its own."""
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
    """Read `what` and `detail` of each line, in order."""
    rows = await pool.fetch("SELECT what, detail FROM queue_log WHERE room = $1 ORDER BY n", room)
    return [(row["what"], row["detail"]) for row in rows]


async def journal_facts() -> list[tuple[str, dict[str, Any], str]]:
    """Read the journal's facts of waiting rooms: topic, payload, actor."""
    rows = await pool.fetch("SELECT topic, payload, actor FROM journal WHERE topic LIKE 'queue.%' ORDER BY id")
    return [(row["topic"], msgspec.json.decode(row["payload"]), row["actor"]) for row in rows]


async def room_trace(room: int) -> tuple[Any, ...]:
    """Read everything that a refused call must not change."""
    return tuple(await room_row(room)), await log_lines(room), await journal_facts()
