"""Joins: a person gets a number. The joins of a few milliseconds become one SQL statement, so that a crowd costs little
more than a few fans."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from app.crash_points import crash_point
from app.settings import settings
from app.waiting_room.admission.place_keys import get_place_keys, new_leaf
from app.waiting_room.admission.tokens import sign_place_token
from app.waiting_room.errors import NoSuchRoom, RoomEnded, RoomNotOpen
from app.waiting_room.rooms import WaitingRoom, cached_room
from app.web.batching import Batcher
from db.pool import fetch
from realtime.keys import Purpose

JOIN = "SELECT person, number, outcome FROM join_room($1, $2, $3, $4)"
# Expired: called but not admitted in time and not let through by staff; or admitted, and the time inside is over.
SELECT_EXPIRED = """
    SELECT w.number FROM unnest($2::bigint[], $3::bigint[]) w (number, place)
    JOIN place p ON p.room = $1 AND p.number = w.number
    LEFT JOIN admission a ON a.room = $1 AND a.number = w.number
    WHERE CASE WHEN a.number IS NOT NULL THEN a.expires_at <= clock_timestamp() OR a.left_at IS NOT NULL
        ELSE NOT EXISTS (SELECT FROM let_through l WHERE l.room = $1 AND l.number = w.number)
            AND get_place_deadline($1, w.place, p.held_at) <= clock_timestamp() END
"""


class Place(msgspec.Struct, frozen=True):
    """A number in a room. `place`: its place in the order, None while that is not drawn. `token`: the place token."""

    room: int
    number: int
    place: int | None
    token: str


class JoinedNumber(NamedTuple):
    """A person's number, and the key for its place token."""

    number: int
    key: bytes


async def join(room_id: int, person: str) -> Place:
    """Give the person a number, or return the one they have unless it has expired.

    Raises NoSuchRoom, RoomNotOpen, RoomEnded, and RateLimited if too many joins wait in this process."""
    number, key = await _joins(room_id, person)
    room = await require_room(room_id)
    return Place(room_id, number, room.place_of(number), sign_place_token(room_id, number, person, key))


async def require_room(room_id: int) -> WaitingRoom:
    """Return the room, at most a second old. Raises NoSuchRoom, also if the room is off."""
    room = await cached_room(room_id)
    if room is None or room.mode == "off":
        raise NoSuchRoom()
    return room


async def _join_batch(room_id: int, persons: Sequence[str]) -> list[JoinedNumber]:
    numbers, earlier = await _call_join(room_id, persons, [0] * len(persons))
    if earlier and (expired := await _expired_numbers(room_id, [numbers[person] for person in earlier])):
        rejoining = [person for person in earlier if numbers[person] in expired]
        new_numbers, _ = await _call_join(room_id, rejoining, [numbers[person] for person in rejoining])
        numbers |= new_numbers
    new_key = settings().keys(Purpose.PLACE)[0]
    keys = await get_place_keys(room_id, [numbers[person] for person in earlier])
    crash_point("join.before_the_answer")
    return [JoinedNumber(numbers[person], keys.get(numbers[person], new_key)) for person in persons]


async def _call_join(room_id: int, persons: Sequence[str], expired: list[int]) -> tuple[dict[str, int], list[str]]:
    """Return the number of each person, and the persons who had theirs before. `expired`: for each person the expired
    number to replace, 0 for none."""
    leaves = [new_leaf(room_id, person) for person in persons]
    rows = await fetch(JOIN, room_id, persons, leaves, expired)
    if rows and rows[0]["person"] is None:
        raise await _join_error(room_id, rows[0]["outcome"])
    return {row["person"]: row["number"] for row in rows}, [row["person"] for row in rows if row["outcome"] == "again"]


async def _expired_numbers(room_id: int, numbers: list[int]) -> set[int]:
    """Return the numbers whose time to come in, or whose time inside, is over."""
    room = await require_room(room_id)
    places = [room.place_of(number) for number in numbers]  # a place that is None has no deadline, so it is not expired
    return {row["number"] for row in await fetch(SELECT_EXPIRED, room_id, numbers, places)}


async def _join_error(room_id: int, outcome: str) -> Exception:
    if outcome == "unknown":
        return NoSuchRoom()
    room = await require_room(room_id)
    return RoomNotOpen(opens_at=room.opens_at) if outcome == "not_yet" else RoomEnded(how=room.ended_as)


_joins: Batcher[str, JoinedNumber] = Batcher(_join_batch)
