"""Of a standing area one place is as good as another: who names places that have gone gets others."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.errors import SeatsContested, SeatsTaken
from app.seating.holds.hold import Hold
from app.seating.holds.taking import check_and_hold_seats
from app.seating.plan.seats import get_plan_seats
from app.seating.plan.sections import Section, get_sections
from db import pool

MAX_ATTEMPTS = 10


async def take_seats(
    performance: Performance, person: str, seats: Sequence[int], plan: int, *, wheelchairs: int = 0,
    replacing: Sequence[int] = (),
) -> Hold:  # fmt: skip
    """As app.seating.holds.taking.take_seats; but as long as only standing places are gone and there are others, it
    takes those. What "take them again" means where people stand.

    SeatsTaken only after a count that passes nobody over found too few; when patience ends, SeatsContested."""
    plan_seats = await get_plan_seats(performance.plan)
    for turn in range(MAX_ATTEMPTS):
        try:
            return await check_and_hold_seats(
                performance, person, seats, plan, wheelchairs=wheelchairs, replacing=replacing
            )
        except (SeatsTaken, SeatsContested) as error:
            gone: list[int] = error.facts["seats"]
            if not all(plan_seats[idx].is_standing for idx in gone):
                raise
            kept = [idx for idx in seats if idx not in set(gone)]
            others = await _others(performance, gone, kept)
            if others is None:
                raise
            seats = kept + others if len(others) == len(gone) else seats
        await asyncio.sleep(random.uniform(0, 0.004) * turn)  # noqa: S311 - jitter, not a secret
    where = " and ".join(dict.fromkeys(plan_seats[idx].section for idx in gone))
    raise SeatsContested(f"Others are taking what is left of {where}. Try again.", seats=gone, left=kept)


async def _others(performance: Performance, gone: Sequence[int], kept: Sequence[int]) -> list[int] | None:
    """Places of the same areas for those that are gone; fewer while somebody is claiming them, None where there are not
    enough."""
    plan_seats, sections = (
        await get_plan_seats(performance.plan),
        {part.name: part for part in await get_sections(performance.plan)},
    )
    others: list[int] = []
    for section, count in Counter(plan_seats[idx].section for idx in gone).items():
        found = await _anywhere(performance, sections[section], count, kept)
        if (
            len(found) < count
            and await pool.fetch_value(LEFT, performance.id, sections[section].first_seat, kept, count) < count
        ):
            return None
        others += found
    return others


# as app.seating.holds.hold claims places: from anywhere in the area on, or everybody would be given the same ones
FREE = "SELECT claim_places($1, $2, $3, $4, clock_timestamp(), '{}')"
# the halves of is_open, each by its own index (open_place, seat_by_expiry): as an OR it would read every seat there is
LEFT = """
    SELECT count(*) FROM (
        SELECT s.idx FROM seat s WHERE s.performance_id = $1 AND s.area = $2 AND s.status = 0
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        UNION ALL
        SELECT s.idx FROM seat s WHERE s.hold_expires_at <= now() AND s.performance_id = $1 AND s.area = $2
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        LIMIT $4) x
"""


async def _anywhere(performance: Performance, area: Section, count: int, kept: Sequence[int]) -> list[int]:
    start = random.randrange(area.first_seat, area.seat_ranges[-1][1])  # noqa: S311 - jitter, not a secret
    free = await pool.fetch_value(FREE, performance.id, area.first_seat, count + len(kept), start)
    return [idx for idx in free if idx not in kept][:count]
