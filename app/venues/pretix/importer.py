"""Converts a pretix seating plan to a plan of ours: seats, neighbours, ranks, level letters, drawing.

What the format lacks is derived (neighbours, focal point, rank) or left out (flags, turned seats, floors)."""

from collections.abc import Callable, Iterator

from app.venues.geometry import rank_seats
from app.venues.plan import Plan, PlanSeat
from app.venues.plan_validation import MAX_LEVELS, InvalidPlan
from app.venues.pretix.file_format import PretixPlan, text_of
from app.venues.pretix.level_letters import level_letters
from app.venues.pretix.rows import UNNAMED, absolute_rows, numbered_seats
from app.venues.pretix.surroundings import pretix_drawing

Steps = Callable[[int], object]


def convert_plan(file: PretixPlan, name: str = "", progress: Steps = lambda _: None) -> Plan:
    """Convert `file`, under `name` or its own name. `progress` is called with the number of seats just done.

    Seats are numbered along the runs of neighbours: the seat at the right has the next number.
    Raises InvalidPlan, which names JSON paths."""
    if problems := [*_used_twice(file), *_unknown_categories(file), *_empty_zones(file)]:
        raise InvalidPlan(problems)
    if not file.seats:
        raise InvalidPlan(["the plan has no seats"])
    pitch, rows = absolute_rows(file)
    seats: list[PlanSeat] = []
    for row in rows:
        seats += numbered_seats(row, len(seats))
        progress(len(row.seats))
    used = {seat.level for seat in seats}
    if len(used) > MAX_LEVELS:
        raise InvalidPlan([f"the plan has {len(used):,} categories; {MAX_LEVELS} is the most"])
    drawing = pretix_drawing(file, rows, pitch)
    named = [*(text_of(category.name) for category in file.categories or ()), UNNAMED]
    levels = level_letters([level for level in dict.fromkeys(named) if level in used])
    return Plan(name or text_of(file.name) or "Seating plan", levels, tuple(rank_seats(seats, drawing.focal)), drawing)


def _used_twice(file: PretixPlan) -> Iterator[str]:
    first: dict[str, str] = {}
    for located in file.rows():
        for s, seat in enumerate(located.row.seats):
            path_of_seat = f"{located.path}.seats[{s}]"
            if (first_path := first.setdefault(seat.seat_guid, path_of_seat)) != path_of_seat:
                yield f'{path_of_seat}.seat_guid "{seat.seat_guid}" is used twice; first at {first_path}'


def _unknown_categories(file: PretixPlan) -> Iterator[str]:
    categories = {text_of(category.name) for category in file.categories or ()} | {""}
    for located in file.rows():
        for s, seat in enumerate(located.row.seats):
            if (named := text_of(seat.category)) not in categories:
                yield f'{located.path}.seats[{s}].category "{named}" is not among the plan\'s categories'


def _empty_zones(file: PretixPlan) -> Iterator[str]:
    for z, zone in enumerate(file.zones):
        if not zone.areas and not any(row.seats for row in zone.rows or ()):
            yield f"zones[{z}] has no seats and no areas"
