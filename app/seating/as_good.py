"""Of a standing area one place is as good as another: who names places that have gone gets others."""

from collections import Counter
from collections.abc import Sequence

from app.events.listing import Performance
from app.seating.holds import Hold
from app.seating.picture import picture_of
from app.seating.refusals import SeatsContested, SeatsTaken
from app.seating.taking import take_seats
from db import pool

TRIES = 5

# the next ones behind the first that is gone, and then from the area's beginning on
OTHERS = """
    SELECT s.idx FROM seat s WHERE s.performance_id = $1 AND s.status = 0 AND s.allocation IS NULL AND s.idx <> ALL ($3)
      AND s.area = (SELECT x.area FROM seat x WHERE x.performance_id = $1 AND x.idx = $2)
    ORDER BY s.idx < $2, s.idx LIMIT $4
"""


async def take_as_good(
    show: Performance, person: str, seats: Sequence[int], plan: int, *, wheelchairs: int = 0,
    instead: Sequence[int] = (),
) -> Hold:  # fmt: skip
    """As app.seating.taking.take_seats; but as long as only standing places are gone and there are others, it takes
    those. What "take them again" means where people stand."""
    for _ in range(TRIES):
        try:
            return await take_seats(show, person, seats, plan, wheelchairs=wheelchairs, instead=instead)
        except (SeatsTaken, SeatsContested) as no:
            others = await _others(show, seats, no.facts["seats"])
            if others is None:
                raise
            seats = others
    return await take_seats(show, person, seats, plan, wheelchairs=wheelchairs, instead=instead)


async def _others(show: Performance, wish: Sequence[int], gone: Sequence[int]) -> list[int] | None:
    """The wish with other places for those that are gone; None where a seat is gone, or there are not enough."""
    picture = await picture_of(show.plan)
    if not all(picture[idx].stands for idx in gone):
        return None
    areas = Counter(picture[idx].section for idx in gone)
    found = [idx for idx in wish if idx not in set(gone)]
    for section, count in areas.items():
        first = next(idx for idx in gone if picture[idx].section == section)
        rows = await pool.fetch(OTHERS, show.id, first, list(wish), count)
        if len(rows) < count:
            return None
        found += [row["idx"] for row in rows]
    return found
