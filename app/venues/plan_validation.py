"""Checks plans and describes their problems. A plan with problems is not published."""

from collections.abc import Iterator

from app.errors import AisleError
from app.language.messages import message
from app.language.translator import english
from app.venues.geometry import find_overlaps
from app.venues.plan import Plan, PlanSeat
from app.venues.seat_names import place_in_words
from app.venues.section_validation import section_problems

MAX_SEATS = 100_000
MAX_LEVELS = 64  # a level is one printable byte of the levels file
MAX_NAMED_PROBLEMS = 20  # in the message; the others are only counted


class InvalidPlan(AisleError):
    """The plan cannot be used. `facts["problems"]` names the problems, at most twenty: a report for staff, in
    English."""

    status = 422
    code = "plan_refused"
    title = message("This seating plan cannot be used")

    def __init__(self, problems: list[str]) -> None:
        named = problems[:MAX_NAMED_PROBLEMS]
        listed, more = "; ".join(named), len(problems) - len(named)
        if more:
            detail = message("{problems}; and {more} more. Nothing was imported.", problems=listed, more=more)
        else:
            detail = message("{problems}. Nothing was imported.", problems=listed)
        super().__init__(detail, problems=named)


def validate_plan(plan: Plan) -> None:
    """Check the plan. Raises InvalidPlan when it has problems."""
    if problems := list(plan_problems(plan)):
        raise InvalidPlan(problems)


def plan_problems(plan: Plan) -> Iterator[str]:
    """Yield every problem of `plan`, one sentence each, without a full stop."""
    if not plan.name.strip():
        yield "the plan has no name"
    if not plan.seats:
        yield "the plan has no seats"
    elif len(plan.seats) > MAX_SEATS:
        yield f"the plan has {len(plan.seats):,} seats; {MAX_SEATS:,} is the most"
    else:
        yield from _level_problems(plan)
        yield from _label_problems(plan)
        yield from _neighbour_problems(plan)
        yield from _place_problems(plan)
        yield from section_problems(plan)


def seat_text(seat: PlanSeat) -> str:
    """Name a place in English: "Stalls, row H, seat 26", "Floor"."""
    return english.say(place_in_words(seat.section, seat.row, seat.label))


def _level_problems(plan: Plan) -> Iterator[str]:
    if len(plan.levels) > MAX_LEVELS:
        yield f"the plan has {len(plan.levels)} price levels; {MAX_LEVELS} is the most"
    names, keys = [level.name for level in plan.levels], [level.key for level in plan.levels]
    yield from (f'two price levels are called "{name}"' for name in sorted({n for n in names if names.count(n) > 1}))
    yield from (f'two price levels have the letter "{key}"' for key in sorted({k for k in keys if keys.count(k) > 1}))
    used = {seat.level for seat in plan.seats}
    yield from (f'nobody can sit in price level "{name}": it has no seats' for name in names if name not in used)
    known_levels = set(names)
    for seat in plan.seats:
        if not seat.level:
            yield f"{seat_text(seat)} has no price level"
        elif seat.level not in known_levels:
            yield f'{seat_text(seat)} is in price level "{seat.level}", which the plan does not have'


def _label_problems(plan: Plan) -> Iterator[str]:
    guids: set[str] = set()
    labels: set[tuple[str, str, str]] = set()
    for place, seat in enumerate(plan.seats):
        if seat.idx != place:
            yield f"{seat_text(seat)} is number {seat.idx}, but stands at {place}"
        if not seat.section.strip() or (seat.label and not seat.label.strip()):
            yield f"seat number {place} has no section or a label of blanks"
        if seat.guid in guids:
            yield f'two seats have the technical name "{seat.guid}"'
        if seat.label and (seat.section, seat.row, seat.label) in labels:
            yield f"{seat_text(seat)} exists twice"
        guids.add(seat.guid)
        labels.add((seat.section, seat.row, seat.label))


def _neighbour_problems(plan: Plan) -> Iterator[str]:
    seats = plan.seats
    for seat in seats:
        left, right = seat.left_idx, seat.right_idx
        if left is not None and not (0 <= left < len(seats) and seats[left].right_idx == seat.idx):
            yield f"{seat_text(seat)} has a left neighbour who does not have it at the right"
        if right is not None and not (0 <= right < len(seats) and seats[right].left_idx == seat.idx):
            yield f"{seat_text(seat)} has a right neighbour who does not have it at the left"


def _place_problems(plan: Plan) -> Iterator[str]:
    box = plan.drawing
    if not (box.width > 0 and box.height > 0 and box.pitch > 0):
        yield "the drawing has no size"
        return
    for seat in plan.seats:
        if not (box.x <= seat.x <= box.x + box.width and box.y <= seat.y <= box.y + box.height):
            yield f"{seat_text(seat)} is outside the drawing"
    spots = [(seat.x, seat.y) for seat in plan.seats]
    for first, second in find_overlaps(spots, box.pitch * 0.25):
        yield f"{seat_text(plan.seats[first])} and {seat_text(plan.seats[second])} are in the same spot"
