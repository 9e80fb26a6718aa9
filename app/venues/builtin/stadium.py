"""Draws a stadium: an invented bowl for football, two tiers all round a pitch."""

from collections.abc import Iterator
from functools import partial

from app.venues.builtin.bowl import PITCH, Ground, Tier, ring
from app.venues.builtin.stadium_pitch import pitch_areas, pitch_label
from app.venues.builtin.stands import Stand
from app.venues.geometry import rank_seats
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat

LEVELS = (PlanLevel("P", "Premium"), *(PlanLevel(key, key) for key in "ABCDE"))
CORE = (1800.0, 1060.0)
LOWER = Tier("Lower tier", 32, 660)
UPPER = Tier("Upper tier", 32, 1644)
PARTS = {LOWER: (8, 4, 5, 4), UPPER: (8, 8, 5, 8)}  # a long side, its corner, a short side, its corner
MARGIN = 120.0


def stadium(name: str = "The stadium") -> Plan:
    """Draw about 60,000 seats in 100 sections, 101 to 142 below and 201 to 258 above, clockwise from the top left.

    Always the same plan; `tests/venues/builtin/test_stadium.py` counts it."""
    stands = [*_stands(LOWER, 101), *_stands(UPPER, 201)]
    seats: list[PlanSeat] = []
    for stand in stands:
        seats += stand.seats(len(seats))
    reach = UPPER.distance(UPPER.rows - 1) + MARGIN
    wide, high = CORE[0] + reach, CORE[1] + reach
    stage, areas, sections = pitch_label(), tuple(pitch_areas()), tuple(stand.section() for stand in stands)
    drawing = Drawing(-wide, -high, 2 * wide, 2 * high, (0, 0), PITCH, stage, areas=areas, sections=sections)
    return Plan(name, LEVELS, tuple(rank_seats(seats, drawing.focal)), drawing)


def _stands(tier: Tier, first: int) -> Iterator[Stand]:
    number = first
    for at, ground in enumerate(ring(*CORE)):
        parts = PARTS[tier][at % 4]
        for part, own in enumerate(ground.parts(parts)):
            yield _stand(str(number), own, tier, at, abs(part - (parts - 1) / 2) / parts)
            number += 1


def _stand(name: str, ground: Ground, tier: Tier, at: int, off: float) -> Stand:
    """Make a section. `at` counts sides and corners clockwise; `off`: distance from the middle of its side, < 0.5."""
    lower, corner, side = tier is LOWER, at % 2 == 1, at % 4 == 0
    where = "corner" if corner else "side" if side else "end"
    view = f"stadium-{'lower' if lower else 'upper'}-{where}"
    level, hidden = partial(_level, lower, where, off), () if lower else _behind_the_rail(ground)
    return Stand(name, ground, tier, level, view, platform=lower and not corner, hidden=hidden)


def _behind_the_rail(ground: Ground) -> set[tuple[int, int]]:
    """Return the seats of the first row beside the stairs, whose rail is in the view."""
    last = len(ground.row(UPPER.first))
    return {(1, 1), (1, 2), (1, last - 1), (1, last)}


def _level(lower: bool, where: str, off: float, row: int) -> str:
    if lower and where == "side":
        return "Premium" if off < 0.25 and 5 <= row < 24 else "A"
    if lower:
        return "B" if row < 20 or where == "end" else "C"
    if where == "side":
        return "B" if off < 0.25 and row < 12 else "C"
    return "D" if row < 16 else "E"
