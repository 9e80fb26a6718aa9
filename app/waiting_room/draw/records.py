"""The records of a draw, read from its row. Before it is opened, only the functions that open it read its key."""

from datetime import datetime
from typing import Any

import msgspec

from app.waiting_room.draw.entropy_source import EntropySource
from db.pool import Connection, fetch_row
from realtime.clock import current_time

SELECT_DRAW = """
    SELECT w.come_in_minutes, w.last_number, w.log_n, w.log_hash, d.room, d.seal, d.sealed_at, d.outside, d.chain,
           d.round, d.witness, d.witness_seal, d.closed_at, d.n, d.root, d.outside_value, d.outside_signature,
           d.without, d.opened_at, d.seed, CASE WHEN $2 OR d.opened_at IS NOT NULL THEN d.key ELSE '' END AS key
    FROM waiting_room w LEFT JOIN draw d ON d.room = w.id WHERE w.id = $1
"""


class Draw(msgspec.Struct, frozen=True):
    """A draw: sealed → closed (who takes part is fixed) → opened (the order is public).

    `key`: empty until the draw is opened, except in `read_draw_with_key`. `n`, `root`: of the leaves at the close."""

    room: int
    seal: bytes
    sealed_at: datetime
    outside: EntropySource
    closed_at: datetime | None
    n: int | None
    root: bytes | None
    outside_value: bytes | None
    outside_signature: bytes | None
    without: str | None
    opened_at: datetime | None
    seed: bytes | None
    key: bytes

    def __repr__(self) -> str:
        """Return a text without fields, so that the key cannot appear in a log."""
        return f"<Draw of waiting room {self.room}>"

    def is_due(self, now: datetime | None = None) -> bool:
        """Return whether the beacon's round has been published, by the server's clock; True without a beacon."""
        round_at = self.outside.available_at()
        return round_at is None or round_at <= (now or current_time())

    def was_closed_in_time(self) -> bool:
        """Return whether the close was before the beacon's round, so that it cannot depend on the round's value."""
        round_at = self.outside.available_at()
        return round_at is None or self.closed_at is None or self.closed_at < round_at


class RoomDraw(msgspec.Struct, frozen=True):
    """A room's highest number, the last line of its log (`log_n`, `log_hash`), and its draw if it has one."""

    room: int
    come_in_minutes: int
    last_number: int
    log_n: int
    log_hash: bytes
    draw: Draw | None


async def read_room_draw(room_id: int) -> RoomDraw | None:
    """Read the public record of the room's draw; None if there is no such room."""
    row = await fetch_row(SELECT_DRAW, room_id, False)
    if row is None:
        return None
    return RoomDraw(room_id, row["come_in_minutes"], row["last_number"], row["log_n"], row["log_hash"], _make_draw(row))


async def read_draw(room_id: int) -> Draw | None:
    """Read the public record of the draw; None if the room has no draw."""
    return _make_draw(await fetch_row(SELECT_DRAW, room_id, False))


async def read_draw_with_key(connection: Connection, room_id: int) -> Draw | None:
    """Read the draw with its key, for the transaction that closes or opens it."""
    return _make_draw(await connection.fetchrow(SELECT_DRAW, room_id, True))


def public_copy(draw: Draw) -> Draw:
    """Return the draw without its key, unless it is opened."""
    return draw if draw.opened_at is not None else msgspec.structs.replace(draw, key=b"")


def _make_draw(row: Any) -> Draw | None:
    if row is None or row["room"] is None:
        return None
    outside = EntropySource(row["outside"], row["chain"], row["round"], row["witness"], row["witness_seal"])
    fields = {name: row[name] for name in Draw.__struct_fields__ if name != "outside"}
    return Draw(**fields, outside=outside)
