"""Finds a seat of a performance that staff name in words."""

import re
from collections.abc import Sequence

import msgspec

from app.errors import BadInput, NotFound
from app.language.messages import Items, message
from app.language.translator import english
from app.venues.seat_names import place_in_words
from db import pool

MAX_NAMED = 5
"""Seats that a message names."""


class FoundSeat(msgspec.Struct, frozen=True):
    """A seat of a seating plan, and where it is."""

    idx: int
    section: str
    row: str
    label: str

    @property
    def place(self) -> str:
        """ "Stalls, row G, seat 11"."""
        return english.say(place_in_words(self.section, self.row, self.label))


SEATS = """
    SELECT s.idx, s.section, s."row", s.label FROM performance p JOIN plan_seat s ON s.plan = p.plan
    WHERE p.id = $1 AND ($2::integer IS NULL OR s.idx = $2) ORDER BY s.idx
"""


async def find_seat(performance_id: int, name: str) -> FoundSeat:
    """Fetch the seat with this name: "Stalls H 11", "stalls, row h, seat 11", or "#17", its number on the plan; a part
    of the name at its end is enough where one seat has it. Raises NotFound, and BadInput where several have it."""
    number = re.fullmatch(r"#(\d{1,9})", name.strip(), re.ASCII)
    seats = [FoundSeat(**row) for row in await pool.fetch(SEATS, performance_id, int(number[1]) if number else None)]
    words = simplify_name(name)
    found = seats if number else [seat for seat in seats if words and _has_name(seat, words)]
    if not found:
        raise NotFound(message('This performance has no seat "{name}".', name=name))
    if len(found) > 1:
        raise _ambiguous(name, found)
    return found[0]


def _has_name(seat: FoundSeat, words: str) -> bool:
    return f" {simplify_name(' '.join((seat.section, seat.row, seat.label)))}".endswith(f" {words}")


def _ambiguous(name: str, found: Sequence[FoundSeat]) -> BadInput:
    which = Items(
        tuple(message("{place} is #{number}", place=seat.place, number=str(seat.idx)) for seat in found[:MAX_NAMED]),
        "comma",
    )
    if len(found) > MAX_NAMED:
        return BadInput(
            message(
                '"{name}" may be {count} seats. Say more of it, or the number: {which}, …',
                name=name,
                count=len(found),
                which=which,
            )
        )
    return BadInput(
        message('"{name}" may be several seats. Say more of it, or the number: {which}.', name=name, which=which)
    )


def simplify_name(words: str) -> str:
    """Remove case, commas, single dashes, and the words "row" and "seat"."""
    parts = re.split(r"[\s,]+", words.casefold().strip())
    return " ".join(part for part in parts if part.strip("-") and part not in ("row", "seat"))
