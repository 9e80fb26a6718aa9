"""A number in the waiting room: the joins of a few milliseconds are one statement, so a crowd costs what few would."""

from collections.abc import Sequence

import msgspec

from app.crash_points import crash_point
from app.waiting_room.admission.tokens import leaf_of, secret_of, sign_token
from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.errors import RoomEnded, RoomNotOpen
from app.waiting_room.rooms import WaitingRoom, room
from app.web.batching import Gathering
from db.pool import fetch

JOIN = "SELECT person, number, outcome FROM join_room($1, $2, $3, $4)"
# Called and nobody came in time, unless staff let them through; or admitted, and the time inside is over.
OVER = """
    SELECT w.number FROM unnest($2::bigint[], $3::bigint[]) w (number, place)
    JOIN place p ON p.room = $1 AND p.number = w.number
    LEFT JOIN admission a ON a.room = $1 AND a.number = w.number
    WHERE CASE WHEN a.number IS NOT NULL THEN a.expires_at <= clock_timestamp() OR a.left_at IS NOT NULL
        ELSE NOT EXISTS (SELECT FROM let_through l WHERE l.room = $1 AND l.number = w.number)
            AND kept_until($1, w.place, p.held_at) <= clock_timestamp() END
"""


class Place(msgspec.Struct, frozen=True):
    """`place`: what the number is worth, None while that is not drawn. `token`: for the browser."""

    room: int
    number: int
    place: int | None
    token: str


async def join(room_id: int, person: str) -> Place:
    """The person's place, the same each time as long as it lives; at the end when an earlier one is over.

    Raises NoSuchRoom, RoomNotOpen, RoomEnded, and RateLimited when more come at once than can wait here."""
    number = await _joins(room_id, person)
    found = await known_room(room_id)
    return Place(room_id, number, found.place_of(number), sign_token(room_id, number, person))


async def known_room(room_id: int) -> WaitingRoom:
    """The room, at most a second old. Raises NoSuchRoom, also for one that is off."""
    found = await room(room_id)
    if found is None or found.mode == "off":
        raise NoSuchRoom()
    return found


async def _join_all(room_id: int, persons: Sequence[str]) -> list[int]:
    numbers, again = await _call(room_id, persons, [0] * len(persons))
    if again and (over := await _over(room_id, [numbers[person] for person in again])):
        once_more = [person for person in again if numbers[person] in over]
        fresh, _ = await _call(room_id, once_more, [numbers[person] for person in once_more])
        numbers |= fresh
    crash_point("join.before_the_answer")
    return [numbers[person] for person in persons]


async def _call(room_id: int, persons: Sequence[str], over: list[int]) -> tuple[dict[str, int], list[str]]:
    """Their numbers, and who had one before."""
    rows = await fetch(JOIN, room_id, persons, [leaf_of(secret_of(room_id, person)) for person in persons], over)
    if rows and rows[0]["person"] is None:
        raise await _why_not(room_id, rows[0]["outcome"])
    return {row["person"]: row["number"] for row in rows}, [row["person"] for row in rows if row["outcome"] == "again"]


async def _over(room_id: int, numbers: list[int]) -> set[int]:
    """Those of these numbers whose time has been."""
    found = await known_room(room_id)
    places = [found.place_of(number) for number in numbers]  # None is never below any place called: not over
    return {row["number"] for row in await fetch(OVER, room_id, numbers, places)}


async def _why_not(room_id: int, outcome: str) -> Exception:
    if outcome == "unknown":
        return NoSuchRoom()
    found = await known_room(room_id)
    return RoomNotOpen(opens_at=found.opens_at) if outcome == "not_yet" else RoomEnded(how=found.ended_as)


_joins: Gathering[str, int] = Gathering(_join_all)
