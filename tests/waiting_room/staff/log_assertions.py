"""What staff's verbs leave behind: the last lines of the log, and the facts of the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.waiting_room.staff.configure import NewRoom, Set, set_room
from db import pool
from db.transaction import transaction

NOW = datetime.now(UTC).replace(microsecond=0)
STAFF = "staff:olga"


def new(**changes: Any) -> NewRoom:
    """A room that opened an hour ago for a hundred, unless `changes` say otherwise."""
    return msgspec.structs.replace(NewRoom("on", NOW - timedelta(hours=1), 100), **changes)


async def make(*performances: int, **changes: Any) -> Set:
    """As `set_room` does, in a transaction of its own."""
    async with transaction() as connection:
        return await set_room(connection, performances, new(**changes), actor=STAFF)


async def on_sale(performance: int, at: datetime) -> None:
    """The sale begins then."""
    await pool.execute("UPDATE performance SET on_sale_at = $2 WHERE id = $1", performance, at)


async def row_of(room: int) -> pool.Record:
    """The room's row."""
    row = await pool.fetch_row("SELECT * FROM waiting_room WHERE id = $1", room)
    assert row is not None
    return row


async def log_of(room: int) -> list[tuple[str, str]]:
    """What and detail of each line, in turn."""
    rows = await pool.fetch("SELECT what, detail FROM queue_log WHERE room = $1 ORDER BY n", room)
    return [(row["what"], row["detail"]) for row in rows]


async def facts() -> list[tuple[str, dict[str, Any], str]]:
    """The journal's facts of waiting rooms: topic, payload, actor."""
    rows = await pool.fetch("SELECT topic, payload, actor FROM journal WHERE topic LIKE 'queue.%' ORDER BY id")
    return [(row["topic"], msgspec.json.decode(row["payload"]), row["actor"]) for row in rows]


async def trace(room: int) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    return tuple(await row_of(room)), await log_of(room), await facts()
