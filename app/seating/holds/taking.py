"""Taking seats somebody chose: the rules of the row first, then the hold."""

from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.holds.hold import Hold, hold_seats
from app.seating.holds.selection_check import check_selection


async def check_and_hold_seats(
    performance: Performance, person: str, seats: Sequence[int], plan: int, *,
    wheelchairs: int = 0, replacing: Sequence[int] = (),
) -> Hold:  # fmt: skip
    """All of `seats` (as seen on plan version `plan`) become this person's, or nothing changes.

    `replacing`: seats of theirs that are given back for these. `wheelchairs`: how many wheelchair spaces are asked for
    as such. Raises one of app.seating.rule_refusals, and what app.seating.holds.hold.hold_seats raises."""
    if plan == performance.plan:  # of another version the hold says so
        await check_selection(performance, person, seats, wheelchairs, replacing)
    return await hold_seats(performance.id, person, seats, plan, replacing=replacing)
