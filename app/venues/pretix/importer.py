"""Makes a plan of the house out of a pretix seating plan: seats, neighbours, ranks, level letters, surroundings.

What the format lacks is derived (neighbours, focal point, rank) or left out (flags, turned seats, floors)."""

from collections.abc import Callable, Iterator

from app.venues.geometry import ranked
from app.venues.plan import Plan, PlanSeat
from app.venues.plan_validation import MOST_LEVELS, PlanRefused
from app.venues.pretix.file_format import PretixPlan, words
from app.venues.pretix.level_letters import level_letters
from app.venues.pretix.rows import UNNAMED, rows_of, seats_of
from app.venues.pretix.surroundings import surroundings

Steps = Callable[[int], object]


def plan_of(file: PretixPlan, name: str = "", progress: Steps = lambda _: None) -> Plan:
    """The plan in `file`, called `name` or what the file calls it. `progress` hears how many more seats are done.

    Seats are numbered along the runs of neighbours: who sits at the right of a seat has the next number.
    Raises PlanRefused, naming JSON paths."""
    if found := [*_used_twice(file), *_unknown_categories(file), *_empty_zones(file)]:
        raise PlanRefused(found)
    if not file.seats:
        raise PlanRefused(["the plan has no seats"])
    pitch, rows = rows_of(file)
    seats: list[PlanSeat] = []
    for row in rows:
        seats += seats_of(row, len(seats))
        progress(len(row.seats))
    used = {seat.level for seat in seats}
    if len(used) > MOST_LEVELS:
        raise PlanRefused([f"the plan has {len(used):,} categories; {MOST_LEVELS} is the most"])
    drawing = surroundings(file, rows, pitch)
    named = [*(words(category.name) for category in file.categories or ()), UNNAMED]
    levels = level_letters([level for level in dict.fromkeys(named) if level in used])
    return Plan(name or words(file.name) or "Seating plan", levels, tuple(ranked(seats, drawing.focal)), drawing)


def _used_twice(file: PretixPlan) -> Iterator[str]:
    first: dict[str, str] = {}
    for path, _, row in file.rows():
        for s, seat in enumerate(row.seats):
            here = f"{path}.seats[{s}]"
            if (there := first.setdefault(seat.seat_guid, here)) != here:
                yield f'{here}.seat_guid "{seat.seat_guid}" is used twice; first at {there}'


def _unknown_categories(file: PretixPlan) -> Iterator[str]:
    known = {words(category.name) for category in file.categories or ()} | {""}
    for path, _, row in file.rows():
        for s, seat in enumerate(row.seats):
            if (named := words(seat.category)) not in known:
                yield f'{path}.seats[{s}].category "{named}" is not among the plan\'s categories'


def _empty_zones(file: PretixPlan) -> Iterator[str]:
    for z, zone in enumerate(file.zones):
        if not zone.areas and not any(row.seats for row in zone.rows or ()):
            yield f"zones[{z}] has no seats and no areas"
