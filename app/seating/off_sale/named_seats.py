"""Finds seats of a performance by the names that staff give them at a terminal."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.errors import NotFound
from app.language.messages import Items, Message, message
from app.seating.off_sale.errors import CannotChangeSeats
from app.seating.off_sale.seat_states import Verb, get_performance_seats, read_states
from app.seating.plan.seats import PlanSeats, Seat
from app.venues.seat_names import place_in_words
from app.venues.seat_search import simplify_name

NUMBERS = re.compile(r"#(\d{1,9})(?:-#?(\d{1,9}))?")
SHOWN = 5
"""Seats that are listed when a name may be several."""


async def find_seats(performance_id: int, names: Sequence[str], verb: Verb) -> list[int]:
    """Return the numbers of the seats with these names, in order: "Stalls H 11", "H 11", "#17", its number on the plan,
    or "#17-#40". Standing places of one area are interchangeable: "Floor" twice finds two of those that fit the verb.

    Raises NotFound: none has this name; CannotChangeSeats: several have, or an area has not so many places."""
    plan_seats = await get_performance_seats(performance_id)
    by_name = _by_name(plan_seats)
    found: set[int] = set()
    for name in names:
        if numbers := NUMBERS.fullmatch(name.strip()):
            found |= _find_numbers(name, numbers, len(plan_seats))
            continue
        matches = by_name.get(simplify_name(name), [])
        _check_name(name, matches)
        if matches[0].is_standing:
            found.add(await _choose_place(performance_id, name, matches, found, verb))
        else:
            found.add(matches[0].idx)
    return sorted(found)


def _by_name(plan_seats: PlanSeats) -> Mapping[str, Sequence[Seat]]:
    """Return the seats by each name that they can be called: with section and row, with the row, by the label alone."""
    by_name: dict[str, list[Seat]] = {}
    for seat in plan_seats:
        for name in _endings(simplify_name(f"{seat.section} {seat.row} {seat.label}")):
            by_name.setdefault(name, []).append(seat)
    return by_name


def _endings(words: str) -> Iterator[str]:
    parts = words.split()
    return (" ".join(parts[first:]) for first in range(len(parts)))


def _find_numbers(name: str, numbers: re.Match[str], count: int) -> set[int]:
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    if not first <= last < count:
        raise NotFound(
            message(
                '"{name}": its seats have the numbers 0 to {last}. Nothing was changed.', name=name, last=str(count - 1)
            )
        )
    return set(range(first, last + 1))


def _check_name(name: str, matches: Sequence[Seat]) -> None:
    if not matches:
        raise NotFound(message('No seat is called "{name}". Nothing was changed.', name=name))
    if len({(seat.section, seat.row, seat.label) for seat in matches}) > 1:
        which: tuple[Message, ...] = tuple(
            message(
                "{place} is #{number}",
                place=place_in_words(seat.section, seat.row, seat.label),
                number=str(seat.idx),
            )
            for seat in matches[:SHOWN]
        )
        raise CannotChangeSeats(
            message('"{name}" may be several seats. Say the number: {which}.', name=name, which=Items(which, "or"))
        )


async def _choose_place(performance_id: int, name: str, places: Sequence[Seat], taken: set[int], verb: Verb) -> int:
    free = [seat.idx for seat in places if seat.idx not in taken]
    fitting = [state.idx for state in await read_states(performance_id, free) if state.fits(verb)]
    if not fitting:
        raise CannotChangeSeats(
            message('"{name}" has not so many places in the right state. Nothing was changed.', name=name)
        )
    return fitting[0]
