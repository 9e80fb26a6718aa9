"""The position of one fan in a waiting room, read from its rows, for the page without script."""

from datetime import datetime

import msgspec

from app.waiting_room.rooms import WaitingRoom
from db.pool import fetch_row, fetch_value

# The person's place that has not ended, and until when they may be inside.
SELECT_POSITION = """
    SELECT p.number, p.held_at, a.expires_at AS inside_until, a.left_at IS NOT NULL AS has_left,
           EXISTS (SELECT FROM let_through l WHERE l.room = p.room AND l.number = p.number) AS let_through
    FROM place p LEFT JOIN admission a ON a.room = p.room AND a.number = p.number
    WHERE p.room = $1 AND p.person = $2 AND p.ended_at IS NULL
"""
PLACE_DEADLINE = "SELECT get_place_deadline($1, $2, $3)"


class FanPosition(msgspec.Struct, frozen=True):
    """The position of a fan. `place`: None while the order is not drawn. `kept_until`: until when a called place is
    kept, None before its call.

    `inside_until`: when the time inside of an admitted fan ends. `let_through`: staff allowed the fan to come in at any
    time."""

    number: int
    place: int | None
    kept_until: datetime | None = None
    inside_until: datetime | None = None
    has_left: bool = False
    let_through: bool = False


async def get_fan_position(room: WaitingRoom, person: str) -> FanPosition | None:
    """Read the person's position; None if they have no place."""
    row = await fetch_row(SELECT_POSITION, room.id, person)
    if row is None:
        return None
    fields = dict(row)
    place, held_at = room.place_of(row["number"]), fields.pop("held_at")
    return FanPosition(place=place, kept_until=await fetch_value(PLACE_DEADLINE, room.id, place, held_at), **fields)
