"""Draws the Rex: an invented theatre of about 1,200 seats in curved rows around one centre."""

import itertools
import math
from collections.abc import Iterator

from app.venues.builtin.rex_surroundings import FOCAL, PITCH, ROW_STEP, TIERS, RexTier, point_at, rex_drawing
from app.venues.geometry import rank_seats
from app.venues.plan import Plan, PlanLevel, PlanSeat

LEVELS = (PlanLevel("P", "Premium"), *(PlanLevel(key, key) for key in "ABCD"))
RESTRICTED = {("Circle", "G"): {1, 2, 47, 48}, ("Stalls", "T"): {6, 7, 33, 34, 35}}
WHEELCHAIR = {("Stalls", "T"): {1, 5}, ("Stalls", "A"): {1}}
COMPANION = {("Stalls", "T"): {2, 4}, ("Stalls", "A"): {2}}


def rex(name: str = "The Rex") -> Plan:
    """Draw the Rex with its stalls, circle, balcony and eight boxes. Always the same plan."""
    seats: list[PlanSeat] = []
    for tier in TIERS:
        for row in range(len(tier.rows)):
            seats += _row(tier, row, len(seats))
    for box in range(8):
        seats += _box(box, len(seats))
    return Plan(name, LEVELS, tuple(rank_seats(seats, FOCAL)), rex_drawing())


def _row(tier: RexTier, row: int, start: int) -> Iterator[PlanSeat]:
    """Draw a row from left to right, numbered from 1. Seats across an aisle or the sound desk are no neighbours."""
    radius = tier.first + row * ROW_STEP
    half_gap = math.degrees(tier.gap / 2 / radius)
    cuts = [-tier.half, *(cut for aisle in tier.aisles for cut in (aisle - half_gap, aisle + half_gap)), tier.half]
    places: list[tuple[int, float, bool]] = []  # number, angle, beside an aisle
    number = 0
    for begin, end in zip(cuts[::2], cuts[1::2], strict=True):
        count = math.floor(math.radians(end - begin) * radius / PITCH + 0.5)
        step = (end - begin) / count
        for k in range(count):
            number += 1
            angle = begin + step * (k + 0.5)
            if not (tier.name == "Stalls" and tier.rows[row] == "T" and abs(angle) < 2.1):  # the sound desk
                places.append((number, angle, k in (0, count - 1)))
    together = [b[0] - a[0] == 1 and not (a[2] and b[2]) for a, b in itertools.pairwise(places)]
    key = (tier.name, tier.rows[row])
    for k, (number, angle, aisle) in enumerate(places):
        idx, (x, y) = start + k, point_at(radius, angle)
        yield PlanSeat(
            idx=idx,
            guid=f"{tier.name.lower()}-{tier.rows[row]}-{number}",
            section=tier.name,
            row=tier.rows[row],
            label=str(number),
            x=round(x, 1),
            y=round(y, 1),
            level=_level(tier.name, row, angle),
            turn=round(-angle, 1),
            wheelchair=number in WHEELCHAIR.get(key, ()),
            companion=number in COMPANION.get(key, ()),
            restricted=number in RESTRICTED.get(key, ()),
            aisle=aisle,
            left_idx=idx - 1 if k and together[k - 1] else None,
            right_idx=idx + 1 if k < len(together) and together[k] else None,
            view=_view(tier.name, row),
        )


def _box(box: int, start: int) -> Iterator[PlanSeat]:
    """Draw four loose chairs: two pairs, one behind the other. Boxes 1 to 4 are at the left, 5 to 8 at the right."""
    side, depth = (-1, box) if box < 4 else (1, box - 4)
    for k in range(4):
        angle = side * (34.6 + (k % 2) * 2.1 - depth * 0.35)
        x, y = point_at(492 + depth * 76 + (0 if k < 2 else 23), angle)
        first_is_left = side > 0
        is_left = (k % 2 == 0) == first_is_left
        mate = start + (k ^ 1)
        yield PlanSeat(
            idx=start + k,
            guid=f"box-{box + 1}-{k + 1}",
            section=f"Box {box + 1}",
            row="",
            label=str(k + 1),
            x=round(x, 1),
            y=round(y, 1),
            level="C",
            turn=round(-angle, 1),
            left_idx=None if is_left else mate,
            right_idx=mate if is_left else None,
            view=f"rex-box-{'left' if side < 0 else 'right'}",
        )


def _view(tier: str, row: int) -> str:
    """Return the view of the stage from there; it changes half-way through the stalls."""
    if tier == "Stalls":
        return f"rex-stalls-{'front' if row < 9 else 'back'}"
    return f"rex-{tier.lower()}"


def _level(tier: str, row: int, angle: float) -> str:
    middle = abs(angle) < 10.4
    if tier == "Balcony":
        return "C" if row < 3 else "D"
    if tier == "Circle":
        front = "Premium" if abs(angle) < 15 else "A"
        return front if row < 2 else "A" if row < 4 else "B"
    if 1 <= row < 9:
        return "Premium" if middle else "A"
    return "A" if 9 <= row < 14 and middle else "B"
