"""Release seats of a hold together with the seats that depend on them: the rest of a table, companion seats."""

from collections.abc import Collection, Sequence

from app.events.catalog import Performance
from app.seating.holds.hold import Hold, live_hold, release_seats
from app.seating.plan.seats import PlanSeats, get_plan_seats
from app.seating.rules.row_rules import COMPANIONS_PER_SPACE


async def release_with_dependents(performance: Performance, person: str, seats: Sequence[int] | None) -> list[int]:
    """Release these seats of the person's hold, or all of it, with the seats that `expand_release` adds.

    Returns the seats that are open now. Seats the person does not hold are ignored."""
    return await release_seats(
        performance.id, person, await expand_release(performance, person, seats) if seats else seats
    )


async def expand_release(
    performance: Performance, person: str, replacing: Sequence[int], hold: Hold | None = None
) -> Sequence[int]:
    """Return these seats and the person's seats that must be released with them: the rest of a table that is sold only
    whole, and companion seats for which no wheelchair space is left.

    `hold`: the person's hold, if the caller has it; else it is read if one of the seats needs it."""
    plan_seats = await get_plan_seats(performance.plan)
    if not any(_whole(plan_seats, idx) or _space(plan_seats, idx) for idx in replacing):
        return replacing
    hold = hold or await live_hold(performance.id, person)
    held = hold.seats if hold else []
    back = _with_their_tables(plan_seats, held, replacing)
    return [*back, *_their_companions(plan_seats, held, back)]


def _their_companions(plan_seats: PlanSeats, held: Sequence[int], back: Collection[int]) -> list[int]:
    if not any(_space(plan_seats, idx) for idx in back):
        return []
    kept = [plan_seats[idx] for idx in held if idx not in back]
    spaces, companions = sum(seat.wheelchair for seat in kept), [seat.idx for seat in kept if seat.companion]
    return companions[spaces * COMPANIONS_PER_SPACE :]


def _with_their_tables(plan_seats: PlanSeats, held: Sequence[int], seats: Sequence[int]) -> list[int]:
    tables = {(plan_seats[idx].section, plan_seats[idx].row) for idx in seats if _whole(plan_seats, idx)}
    beside = [
        idx for idx in held if _whole(plan_seats, idx) and (plan_seats[idx].section, plan_seats[idx].row) in tables
    ]
    return sorted({*seats, *beside})


def _space(plan_seats: PlanSeats, idx: int) -> bool:
    return 0 <= idx < len(plan_seats) and plan_seats[idx].wheelchair


def _whole(plan_seats: PlanSeats, idx: int) -> bool:
    return 0 <= idx < len(plan_seats) and plan_seats[idx].at_table == "whole"
