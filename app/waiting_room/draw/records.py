"""A draw as it stands. Its key is read only by the verbs that open it; whatever is shown has none until then."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from app.waiting_room.draw.entropy_source import EntropySource
from db.pool import Connection, fetch_row

SELECT_DRAW = """
    SELECT w.come_in_minutes, w.last_number, w.log_n, w.log_hash, d.room, d.seal, d.sealed_at, d.outside, d.chain,
           d.round, d.witness, d.witness_seal, d.closed_at, d.n, d.root, d.outside_value, d.outside_signature,
           d.without, d.opened_at, d.seed, CASE WHEN $2 OR d.opened_at IS NOT NULL THEN d.key ELSE '' END AS key
    FROM waiting_room w LEFT JOIN draw d ON d.room = w.id WHERE w.id = $1
"""


class Draw(msgspec.Struct, frozen=True):
    """sealed → closed (who takes part) → opened (in which order). `key` is empty as long as it is a secret."""

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
        """Nothing that could reach a log."""
        return f"<Draw of waiting room {self.room}>"

    def is_due(self, now: datetime | None = None) -> bool:
        """Whether the beacon's round has come by the house's clock; always, for what has no time."""
        comes = self.outside.available_at()
        return comes is None or comes <= (now or datetime.now(UTC))

    def was_closed_in_time(self) -> bool:
        """Whether it was closed before the beacon's round came, so that nobody could choose the close by its value."""
        comes = self.outside.available_at()
        return comes is None or self.closed_at is None or self.closed_at < comes


class RoomDraw(msgspec.Struct, frozen=True):
    """A room's draw, if it has one, how many numbers are given, and where its log ends, as they are at one moment."""

    room: int
    come_in_minutes: int
    last_number: int
    log_n: int
    log_hash: bytes
    draw: Draw | None


async def read_room_draw(room_id: int) -> RoomDraw | None:
    """As everybody may see it; None where there is no such room."""
    row = await fetch_row(SELECT_DRAW, room_id, False)
    if row is None:
        return None
    return RoomDraw(room_id, row["come_in_minutes"], row["last_number"], row["log_n"], row["log_hash"], _draw(row))


async def read_draw(room_id: int) -> Draw | None:
    """As everybody may see it; None where nothing is drawn."""
    return _draw(await fetch_row(SELECT_DRAW, room_id, False))


async def read_draw_with_key(connection: Connection, room_id: int) -> Draw | None:
    """With its key, for the transaction that opens it."""
    return _draw(await connection.fetchrow(SELECT_DRAW, room_id, True))


def public_copy(draw: Draw) -> Draw:
    """The same, as everybody may see it."""
    return draw if draw.opened_at is not None else msgspec.structs.replace(draw, key=b"")


def _draw(row: Any) -> Draw | None:
    if row is None or row["room"] is None:
        return None
    outside = EntropySource(row["outside"], row["chain"], row["round"], row["witness"], row["witness_seal"])
    given = {name: row[name] for name in Draw.__struct_fields__ if name != "outside"}
    return Draw(**given, outside=outside)
