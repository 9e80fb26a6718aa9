"""Admission of called places. The requests of a few milliseconds become one SQL statement."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.crash_points import crash_point
from app.waiting_room.admission.join import require_room
from app.waiting_room.errors import NotYourPlace, NotYourTurn, PassExpired, PlaceExpired, RoomEnded
from app.web.batching import Batcher
from db.pool import fetch, fetch_value

ADMIT = "SELECT number, outcome, until FROM admit_places($1, $2, $3, $4, $5)"
GIVE_UP = "SELECT end_place($1, $2, $3, $4)"


class AdmitRequest(msgspec.Struct, frozen=True):
    """A request for admission: a person and their number."""

    number: int
    person: str


class AdmitResult(msgspec.Struct, frozen=True):
    """A row returned by db/functions/admit_places.sql, which describes the outcomes."""

    outcome: str
    until: datetime | None = None


def max_inside(target: int) -> int:
    """Return how many fans may be inside, without those let through by staff: 105 % of the target, rounded down."""
    return target * 105 // 100


async def admit(room_id: int, number: int, person: str) -> datetime | None:
    """Admit the person with this number; return when their time inside ends.

    Returns None while the room is full; the person keeps their turn as long as they repeat the request. Raises
    NoSuchRoom, NotYourPlace, NotYourTurn, PlaceExpired, PassExpired (410), RoomEnded, RateLimited."""
    result = await _admissions(room_id, AdmitRequest(number, person))
    if result.outcome in ("admitted", "again"):
        return result.until
    if result.outcome == "full":
        return None
    if result.outcome == "over":
        raise PassExpired(status=410, until=result.until)
    room = await require_room(room_id)
    if result.outcome == "not_yet":
        raise NotYourTurn(serving=room.serving, place=room.place_of(number))
    if result.outcome == "passed":
        raise PlaceExpired(until=result.until)
    raise RoomEnded(how=room.ended_as) if result.outcome == "ended" else NotYourPlace()


async def leave_queue(room_id: int, number: int, person: str) -> bool:
    """Give up the place; a fan who is inside leaves. Returns False if it was given up before. Raises NoSuchRoom."""
    room = await require_room(room_id)
    return bool(await fetch_value(GIVE_UP, room_id, number, room.place_of(number), person))


async def _admit_batch(room_id: int, requests: Sequence[AdmitRequest]) -> list[AdmitResult]:
    room = await require_room(room_id)
    numbers, persons = [request.number for request in requests], [request.person for request in requests]
    places = [
        room.place_of(number) for number in numbers
    ]  # None (so: not yet) if the cache has the room as it was before the draw
    rows = await fetch(ADMIT, room_id, numbers, places, persons, max_inside(room.target))
    crash_point("admit.before_the_answer")
    return [AdmitResult(row["outcome"], row["until"]) for row in rows]


_admissions: Batcher[AdmitRequest, AdmitResult] = Batcher(_admit_batch)
