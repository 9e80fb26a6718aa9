"""Take the seats that a fan chose: check the rules, then hold. Standing places of one area are interchangeable."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from app.events.catalog import Performance
from app.language.messages import Items, message
from app.seating.errors import SeatsContested, SeatsTaken
from app.seating.holds.hold import Hold, hold_seats
from app.seating.holds.selection_check import check_selection
from app.seating.plan.seats import get_plan_seats
from app.seating.plan.sections import Section, get_sections
from db import pool

MAX_ATTEMPTS = 10


async def take_seats(
    performance: Performance,
    person: str,
    seats: Sequence[int],
    plan: int,
    *,
    wheelchairs: int = 0,
    replacing: Sequence[int] = (),
    hold: Hold | None = None,
) -> Hold:
    """Hold all of `seats` (as seen on plan version `plan`) for `person`, or none. Returns the hold.

    If only standing places are taken and their area has others, it takes those instead. `replacing`: the person's
    seats that are released for these. `wheelchairs`: the number of wheelchair spaces asked for. `hold`: the person's
    hold, if the caller has it.

    Raises what `check_selection` and `hold_seats` raise: SeatsTaken for standing places only after a count that skips
    no locked place found too few; SeatsContested after the last attempt."""
    for attempt in range(MAX_ATTEMPTS):
        try:
            if plan == performance.plan:  # for another version hold_seats raises PlanChanged
                await check_selection(performance, person, seats, wheelchairs, replacing, hold)
            return await hold_seats(performance.id, person, seats, plan, replacing=replacing)
        except (SeatsTaken, SeatsContested) as error:
            gone: list[int] = error.facts["seats"]
            kept = [idx for idx in seats if idx not in set(gone)]
            others = await _find_others(performance, gone, kept)
            if others is None:
                raise
            seats = kept + others if len(others) == len(gone) else seats
        await asyncio.sleep(random.uniform(0, 0.004) * attempt)  # noqa: S311 - jitter, not a secret
    plan_seats = await get_plan_seats(performance.plan)
    areas = Items(tuple(dict.fromkeys(plan_seats[idx].section for idx in gone)))
    raise SeatsContested(
        message("Others are taking what is left of {areas}. Try again.", areas=areas), seats=gone, left=kept
    )


async def _find_others(performance: Performance, gone: Sequence[int], kept: Sequence[int]) -> list[int] | None:
    """Return open standing places of the same areas to replace those that are gone.

    Returns fewer while other requests are claiming them; None where an area has too few, or where one of those gone is
    not a standing place."""
    plan_seats = await get_plan_seats(performance.plan)
    if not all(plan_seats[idx].is_standing for idx in gone):
        return None
    sections = {section.name: section for section in await get_sections(performance.plan)}
    others: list[int] = []
    for name, count in Counter(plan_seats[idx].section for idx in gone).items():
        area = sections[name]
        free = await _claimable_places(performance, area, count, kept)
        if len(free) < count and await pool.fetch_value(LEFT, performance.id, area.first_seat, kept, count) < count:
            return None
        others += free
    return others


# begins at a random place of the area, as hold_places does, so that concurrent fans do not get the same places
FREE = "SELECT claim_places($1, $2, $3, $4, clock_timestamp(), '{}')"
# the two halves of is_open, each by its own index (open_place, seat_by_expiry); as an OR it would read every seat
LEFT = """
    SELECT count(*) FROM (
        SELECT s.idx FROM seat s WHERE s.performance_id = $1 AND s.area = $2 AND s.status = 0
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        UNION ALL
        SELECT s.idx FROM seat s WHERE s.hold_expires_at <= now() AND s.performance_id = $1 AND s.area = $2
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        LIMIT $4) x
"""


async def _claimable_places(performance: Performance, area: Section, count: int, kept: Sequence[int]) -> list[int]:
    start = random.randrange(area.first_seat, area.seat_ranges[-1][1])  # noqa: S311 - jitter, not a secret
    free = await pool.fetch_value(FREE, performance.id, area.first_seat, count + len(kept), start)
    return [idx for idx in free if idx not in kept][:count]
