"""Draws an arena for concerts: two tiers round three sides of a floor where people stand or sit at tables."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from app.venues.builtin import arena_floor
from app.venues.builtin.bowl import PITCH, Ground, Tier, ring
from app.venues.builtin.stands import Stand
from app.venues.geometry import rank_seats
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat

NAMES = {"P": "Pit", "F": "Floor", "T": "Tables"} | {key: key for key in "ABCD"}
LEVELS = tuple(PlanLevel(key, name) for key, name in NAMES.items())
CORE = (430.0, 770.0)
LOWER = Tier("Lower tier", 16, 210)
UPPER = Tier("Upper tier", 13, 740)
# By ground of the ring, clockwise: the number of parts and the indexes of those with seats; none behind the stage.
Parts = Mapping[int, tuple[int, Sequence[int]]]
ALONG: Parts = {2: (3, [0, 1, 2]), 4: (2, [0, 1]), 6: (3, [0, 1, 2])}
LOWER_PARTS: Parts = {1: (2, [1]), 3: (1, [0]), 5: (1, [0]), 7: (2, [0]), **ALONG}
UPPER_PARTS: Parts = {1: (3, [2]), 3: (2, [0, 1]), 5: (2, [0, 1]), 7: (3, [0]), **ALONG}
MARGIN, LAST = 60.0, 4000.0


def arena(name: str = "The arena") -> Plan:
    """Draw about 12,000 places: 3,400 standing, 40 tables, sections 101 to 112 below and 201 to 214 above, clockwise.

    Always the same plan; `tests/venues/builtin/test_arena.py` counts it."""
    seats: list[PlanSeat] = [*arena_floor.places(0)]
    stands = [*_stands(LOWER, LOWER_PARTS, 101), *_stands(UPPER, UPPER_PARTS, 201)]
    for stand in stands:
        seats += stand.seats(len(seats))
    reach = UPPER.distance(UPPER.rows - 1) + MARGIN
    left, top = -CORE[0] - reach, min(arena_floor.BACK, *(seat.y for seat in seats)) - MARGIN
    focal, stage, areas = (0, arena_floor.EDGE), arena_floor.stage(), tuple(arena_floor.decoration())
    sections = (*arena_floor.sections(), *(stand.section() for stand in stands))
    box = (left, top, -2 * left, CORE[1] + reach - top)
    drawing = Drawing(*box, focal, PITCH, stage, areas=areas, sections=sections)
    return Plan(name, LEVELS, tuple(rank_seats(seats, drawing.focal, _away)), drawing)


def _away(seat: PlanSeat) -> float:
    """Return the distance from the front of the stage; sideways counts 1.5 times; seats beside the stage are last."""
    beside = LAST if seat.label and seat.y < -CORE[1] else 0
    return math.hypot(1.5 * seat.x, seat.y - arena_floor.EDGE) + beside


def _stands(tier: Tier, parts: Parts, first: int) -> Iterator[Stand]:
    number = first
    grounds = ring(*CORE)
    for at, (count, built) in sorted(parts.items()):
        for part, own in enumerate(grounds[at].parts(count)):
            if part in built:
                yield _stand(str(number), own, tier, at)
                number += 1


def _stand(name: str, ground: Ground, tier: Tier, at: int) -> Stand:
    """Make a section. `at` counts clockwise: 1 and 7 are beside the stage, 2 and 6 along the floor, 4 faces it."""
    lower, beside = tier is LOWER, at in (1, 7)
    where = "right" if at in (1, 2) else "left" if at in (6, 7) else "end"
    view = f"arena-{'lower' if lower else 'upper'}-{where}"
    hidden = set(_behind_the_towers(ground, tier)) if beside else ()
    level = partial(_level, lower, beside)
    return Stand(name, ground, tier, level, view, platform=lower and at in (2, 4, 6), hidden=hidden)


def _behind_the_towers(ground: Ground, tier: Tier) -> Iterator[tuple[int, int]]:
    """Yield rows and numbers of seats beside the stage whose view is hidden by its loudspeaker towers."""
    for row in range(tier.rows):
        for k, place in enumerate(ground.row(tier.distance(row))):
            if place.y < arena_floor.BACK + 40:
                yield row + 1, k + 1


def _level(lower: bool, beside: bool, row: int) -> str:
    if beside:
        return "C" if lower else "D"
    if lower:
        return "A" if row < 9 else "B"
    return "C" if row < 7 else "D"
