"""The seats of a published plan version, cached in memory because a version never changes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from app.language.messages import Fact, Items, Message, alone
from app.venues.seat_names import places_in_words, short_place, special_in_words
from app.web.cache import ImmutableCache
from db import pool


class Seat(msgspec.Struct, frozen=True):
    """One seat of a plan. `idx` counts from 0 without gaps; the neighbours are given by their `idx`, or None."""

    idx: int
    section: str
    row: str
    label: str
    level: str
    wheelchair: bool
    companion: bool
    restricted: bool
    aisle: bool
    left_idx: int | None
    right_idx: int | None
    x: float = 0.0
    y: float = 0.0
    rank: float = 0.0
    at_table: str = ""
    view: str = ""
    turn: float = 0.0

    @property
    def is_standing(self) -> bool:
        """Whether it is a place in a standing area: these have no label and are interchangeable."""
        return not self.label

    @property
    def short_label(self) -> str:
        """The short name: "G 11", "12-11" where rows are numbers, "11" where they have no name, "" for a standing
        place."""
        return short_place(self.row, self.label)

    @property
    def kind(self) -> str:
        """The kind: "wheelchair", "companion", "restricted", or "" for an ordinary seat."""
        return next((word for word in ("wheelchair", "companion", "restricted") if getattr(self, word)), "")

    @property
    def special(self) -> Message | None:
        """The kind in words for fans: "Wheelchair space", "Companion seat", "Restricted view", or None."""
        return special_in_words(wheelchair=self.wheelchair, companion=self.companion, restricted=self.restricted)

    @property
    def name(self) -> str:
        """The name with the section: "Stalls G 11", "Floor"."""
        return f"{self.section} {self.short_label}".rstrip()


PlanSeats = Sequence[Seat]
"""All seats of a plan in idx order."""

SELECT_SEATS = """
    SELECT idx, section, "row", label, level, wheelchair, companion, restricted, aisle, left_idx, right_idx,
           x, y, rank, at_table, view, turn
    FROM plan_seat WHERE plan = $1 ORDER BY idx
"""


async def get_plan_seats(plan: int) -> PlanSeats:
    """Return the seats of plan version `plan`; empty when there is no such plan. Read once per process."""
    return await cached_plan_seats(plan)


async def _read(plan: int) -> PlanSeats:
    return [Seat(**row) for row in await pool.fetch(SELECT_SEATS, plan)]


cached_plan_seats = ImmutableCache(_read, 32)


def seat_names(plan_seats: PlanSeats, seats: Sequence[int]) -> Message:
    """List seats without repeating section or row: "Stalls G 11 and 12", "Stalls G 11, 12 and H 3", "Floor, 3 places".

    A fact of a message about them."""
    named, words = ("", ""), list[Fact]()
    for alike in _alike([plan_seats[idx] for idx in seats if idx < len(plan_seats)]):
        seat = alike[0]
        if seat.is_standing:
            words.append(places_in_words(seat.section, seat.row, [""] * len(alike)))
        elif (seat.section, seat.row) == named:
            words.append(seat.label)
        else:
            words.append(seat.name if seat.section != named[0] else seat.short_label)
        named = (seat.section, seat.row)
    return alone(Items(tuple(words)))


def _alike(seats: Sequence[Seat]) -> Iterator[list[Seat]]:
    """Yield each seat alone, but standing places of one section together."""
    for (_, stands), group in groupby(seats, key=lambda seat: (seat.section, seat.is_standing)):
        members = list(group)
        yield from [members] if stands else ([seat] for seat in members)
