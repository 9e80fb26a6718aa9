"""Of a standing area one place is as good as another: who names places that have gone gets others."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from app.events.catalog import Performance
from app.seating.errors import SeatsContested, SeatsTaken
from app.seating.holds.hold import Hold
from app.seating.holds.taking import take_seats
from app.seating.plan.seats import picture_of
from app.seating.plan.sections import Part, parts_of
from db import pool

TRIES = 10


async def take_as_good(
    show: Performance, person: str, seats: Sequence[int], plan: int, *, wheelchairs: int = 0,
    instead: Sequence[int] = (),
) -> Hold:  # fmt: skip
    """As app.seating.holds.taking.take_seats; but as long as only standing places are gone and there are others, it
    takes those. What "take them again" means where people stand.

    SeatsTaken only after a count that passes nobody over found too few; when patience ends, SeatsContested."""
    picture = await picture_of(show.plan)
    for turn in range(TRIES):
        try:
            return await take_seats(show, person, seats, plan, wheelchairs=wheelchairs, instead=instead)
        except (SeatsTaken, SeatsContested) as no:
            gone: list[int] = no.facts["seats"]
            if not all(picture[idx].stands for idx in gone):
                raise
            kept = [idx for idx in seats if idx not in set(gone)]
            others = await _others(show, gone, kept)
            if others is None:
                raise
            seats = kept + others if len(others) == len(gone) else seats
        await asyncio.sleep(random.uniform(0, 0.004) * turn)  # noqa: S311 - jitter, not a secret
    where = " and ".join(dict.fromkeys(picture[idx].section for idx in gone))
    raise SeatsContested(f"Others are taking what is left of {where}. Try again.", seats=gone, left=kept)


async def _others(show: Performance, gone: Sequence[int], kept: Sequence[int]) -> list[int] | None:
    """Places of the same areas for those that are gone; fewer while somebody is claiming them, None where there are not
    enough."""
    picture, parts = await picture_of(show.plan), {part.name: part for part in await parts_of(show.plan)}
    others: list[int] = []
    for section, count in Counter(picture[idx].section for idx in gone).items():
        found = await _anywhere(show, parts[section], count, kept)
        if len(found) < count and await pool.fetch_value(LEFT, show.id, parts[section].first, kept, count) < count:
            return None
        others += found
    return others


# as app.seating.holds.hold claims places: from anywhere in the area on, or everybody would be given the same ones
FREE = "SELECT claim_places($1, $2, $3, $4, clock_timestamp(), '{}')"
LEFT = """
    SELECT count(*) FROM (
        SELECT s.idx FROM seat s WHERE s.performance_id = $1 AND s.area = $2 AND s.status = 0
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        UNION ALL
        SELECT s.idx FROM seat s WHERE s.hold_expires_at <= now() AND s.performance_id = $1 AND s.area = $2
          AND s.allocation IS NULL AND s.idx <> ALL ($3)
        LIMIT $4) x
"""


async def _anywhere(show: Performance, area: Part, count: int, kept: Sequence[int]) -> list[int]:
    start = random.randrange(area.first, area.spans[-1][1])  # noqa: S311 - jitter, not a secret
    free = await pool.fetch_value(FREE, show.id, area.first, count + len(kept), start)
    return [idx for idx in free if idx not in kept][:count]
