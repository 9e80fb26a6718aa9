"""The door: a called place becomes a pass, once. Those who come in a few milliseconds are one statement."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.waiting_room.gathering import Gathering
from app.waiting_room.joining import known_room
from app.waiting_room.refusals import NotYourPlace, NotYourTurn, PlacePassed, RoomEnded
from app.waiting_room.rooms import WaitingRoom
from app.web.bell import ring
from db.pool import fetch, fetch_value

ADMIT = "SELECT number, outcome, until, left_at FROM admit_places($1, $2, $3, $4, $5)"
GIVE_UP = "SELECT end_place($1, $2, $3, $4)"


class Wish(msgspec.Struct, frozen=True):
    """Who wants in, with which number."""

    number: int
    person: str


class Answer(msgspec.Struct, frozen=True):
    """What the door said: admitted or again (inside `until`; before now: that is over), or full (ask again)."""

    outcome: str
    until: datetime | None = None
    left_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When the time inside ends, or ended: who has ordered has left. None: not inside."""
        if self.outcome == "full":
            return None
        return min(self.until, self.left_at) if self.until and self.left_at else self.until


def most_inside(target: int) -> int:
    """The door never lets more in than this: five in a hundred more than wanted, rounded down."""
    return target * 105 // 100


async def admit(room_id: int, number: int, person: str) -> Answer:
    """Raises NoSuchRoom, NotYourPlace, NotYourTurn, PlacePassed, RoomEnded, TooFast."""
    answer = await _admissions(room_id, Wish(number, person))
    if answer.outcome in ("admitted", "again", "full"):
        return answer
    found = await known_room(room_id)
    if answer.outcome == "not_yet":
        raise NotYourTurn(serving=found.serving, place=found.place_of(number))
    if answer.outcome == "passed":
        raise PlacePassed(until=answer.until)
    raise RoomEnded(how=found.ended_as) if answer.outcome == "ended" else NotYourPlace()


async def give_up(room_id: int, number: int, person: str) -> bool:
    """The place is nobody's any more, and who was inside has left. False: it was given up before. Raises NoSuchRoom."""
    found = await known_room(room_id)
    given: bool = await fetch_value(GIVE_UP, room_id, number, found.place_of(number), person)
    if given:
        ring()
    return given


async def _admit_all(room_id: int, wishes: Sequence[Wish]) -> list[Answer]:
    found = await known_room(room_id)
    numbers, persons = [wish.number for wish in wishes], [wish.person for wish in wishes]
    rows = await fetch(ADMIT, room_id, numbers, _places(found, numbers), persons, most_inside(found.target))
    if any(row["outcome"] == "admitted" for row in rows):
        ring()
    return [Answer(row["outcome"], row["until"], row["left_at"]) for row in rows]


def _places(found: WaitingRoom, numbers: Sequence[int]) -> list[int]:
    """While the order is not drawn nobody is called; whom staff let through then has their number for a place."""
    return [found.place_of(number) or number for number in numbers]


_admissions: Gathering[Wish, Answer] = Gathering(_admit_all)
