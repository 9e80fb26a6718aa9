"""Checks the sections of a plan: its tables, standing areas, outlines and views."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.language.translator import english
from app.settings import ROOT
from app.venues.plan import Plan, PlanSeat
from app.venues.seat_names import place_in_words

VIEWS = frozenset(file.stem for file in (ROOT / "assets" / "views").glob("*.svg"))


def section_problems(plan: Plan) -> Iterator[str]:
    """Yield every problem of the sections, one sentence each, without a full stop."""
    sections: dict[str, list[PlanSeat]] = defaultdict(list)
    for seat in plan.seats:
        sections[seat.section].append(seat)
    for name, places in sections.items():
        yield from _standing_problems(name, places) if any(not place.label for place in places) else ()
        yield from _table_problems(name, places) if any(seat.at_table for seat in places) else ()
    yield from _view_problems(plan)
    yield from _outline_problems(plan, set(sections))


def _standing_problems(name: str, places: Sequence[PlanSeat]) -> Iterator[str]:
    """Check a standing area: a hold gets any of its places, so all must be equal."""
    if any(place.label for place in places):
        yield f"{name} has places with a label and places without: people stand there, or they sit"
        return
    if places[-1].idx - places[0].idx != len(places) - 1:
        yield f"people stand in {name}, but its places are not numbered one after the other"
    if len({place.level for place in places}) > 1:
        yield f"people stand in {name}, but not all for one price level"
    if any(place.row for place in places):
        yield f"people stand in {name}, but some of its places are in a row"
    if any(place.left_idx is not None or place.right_idx is not None for place in places):
        yield f"people stand in {name}, but some of its places have neighbours"
    if any(place.at_table or place.wheelchair or place.companion or place.restricted for place in places):
        yield f"people stand in {name}, but some of its places are at a table or for somebody of a kind"


def _table_problems(name: str, seats: Sequence[PlanSeat]) -> Iterator[str]:
    """Check tables: each is sold by the seat or whole, and their section contains only tables."""
    if any(not seat.at_table for seat in seats):
        yield f"{name} has seats at tables and seats that are not; give the tables a section of their own"
    kinds: dict[str, set[str]] = defaultdict(set)
    rows = {seat.idx: seat.row for seat in seats}
    for seat in seats:
        kinds[seat.row].add(seat.at_table)
        beside = [idx for idx in (seat.left_idx, seat.right_idx) if idx is not None]
        if seat.at_table and any(rows.get(idx) != seat.row for idx in beside):
            yield f"{english.say(place_in_words(name, seat.row, seat.label))} has a neighbour at another table"
    for row, sold_as in kinds.items():
        if not row.strip("- "):
            yield f"a table in {name} has no name: its name is that of its row"
        if len(sold_as) > 1:
            table = english.say(place_in_words(name, row, ""))
            yield f"{table} is sold whole and by the seat; it can only be one of them"


def _view_problems(plan: Plan) -> Iterator[str]:
    for view in sorted({seat.view for seat in plan.seats} - VIEWS - {""}):
        yield f'there is no picture "{view}" of what one sees: assets/views has none'


def _outline_problems(plan: Plan, sections: set[str]) -> Iterator[str]:
    box, outlined = plan.drawing, set[str]()
    for section in box.sections:
        if section.name not in sections:
            yield f'the drawing has an outline of "{section.name}", where there are no seats'
        if section.name in outlined:
            yield f'the drawing has two outlines of "{section.name}"'
        outlined.add(section.name)
        if not (box.x <= section.x <= box.x + box.width and box.y <= section.y <= box.y + box.height):
            yield f'the name of "{section.name}" is outside the drawing'
