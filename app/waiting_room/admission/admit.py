"""The door: a called place becomes a pass, once. Those who come in a few milliseconds are one statement."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.waiting_room.admission.join import require_room
from app.waiting_room.errors import NotYourPlace, NotYourTurn, PassExpired, PlaceExpired, RoomEnded
from app.web.batching import Batcher
from app.web.relay_wakeup import wake_relay
from db.pool import fetch, fetch_value

ADMIT = "SELECT number, outcome, until FROM admit_places($1, $2, $3, $4, $5)"
GIVE_UP = "SELECT end_place($1, $2, $3, $4)"


class AdmitRequest(msgspec.Struct, frozen=True):
    """Who wants in, with which number."""

    number: int
    person: str


class AdmitResult(msgspec.Struct, frozen=True):
    """What the door said: an outcome of db/functions/admit_places.sql, and its `until`."""

    outcome: str
    until: datetime | None = None


def max_inside(target: int) -> int:
    """The door never lets more in than this, but whom staff let through: five in a hundred more than wanted, rounded
    down."""
    return target * 105 // 100


async def admit(room_id: int, number: int, person: str) -> datetime | None:
    """When their time inside ends; None: the door is held just now, and they keep their turn while they go on asking.

    Raises NoSuchRoom, NotYourPlace, NotYourTurn, PlaceExpired, PassExpired (410), RoomEnded, RateLimited."""
    answer = await _admissions(room_id, AdmitRequest(number, person))
    if answer.outcome in ("admitted", "again"):
        return answer.until
    if answer.outcome == "full":
        return None
    if answer.outcome == "over":
        raise PassExpired(status=410, until=answer.until)
    room = await require_room(room_id)
    if answer.outcome == "not_yet":
        raise NotYourTurn(serving=room.serving, place=room.place_of(number))
    if answer.outcome == "passed":
        raise PlaceExpired(until=answer.until)
    raise RoomEnded(how=room.ended_as) if answer.outcome == "ended" else NotYourPlace()


async def leave_queue(room_id: int, number: int, person: str) -> bool:
    """The place is nobody's any more, and who was inside has left. False: it was given up before. Raises NoSuchRoom."""
    room = await require_room(room_id)
    given: bool = await fetch_value(GIVE_UP, room_id, number, room.place_of(number), person)
    if given:
        wake_relay()
    return given


async def _admit_all(room_id: int, requests: Sequence[AdmitRequest]) -> list[AdmitResult]:
    room = await require_room(room_id)
    numbers, persons = [wish.number for wish in requests], [wish.person for wish in requests]
    places = [room.place_of(number) for number in numbers]  # None, as of a room kept from before the draw: not yet
    rows = await fetch(ADMIT, room_id, numbers, places, persons, max_inside(room.target))
    if any(row["outcome"] == "admitted" for row in rows):
        wake_relay()
    return [AdmitResult(row["outcome"], row["until"]) for row in rows]


_admissions: Batcher[AdmitRequest, AdmitResult] = Batcher(_admit_all)
