"""Draws the room of the Rex: its arcs, and the decoration around the seats."""

import math
from collections.abc import Iterator

import msgspec

from app.venues.plan import Drawing, FloorShape, RowLabel, SectionName, Stage

PITCH = 20.0
CENTRE_Y = -300.0  # every row is an arc around (0, CENTRE_Y)
FOCAL = (0.0, 0.0)  # the middle of the stage
ROW_STEP = 23.4
STAGE_EDGE = 338.0


class RexTier(msgspec.Struct, frozen=True):
    """Curved rows one behind the other. Angles are degrees from the middle, `first` and `gap` units."""

    name: str
    rows: str
    first: float
    half: float
    aisles: tuple[float, ...]
    gap: float
    apron: float  # degrees of floor beyond the last seat


TIERS = (
    RexTier("Stalls", "ABCDEFGHJKLMNPQRST", 420, 30, (-10.2, 10.2), 30, 2.6),
    RexTier("Circle", "ABCDEFG", 905, 28, (-15, 15), 30, 1.9),
    RexTier("Balcony", "ABCDEFG", 1120, 24.4, (-14, 0, 14), 28, 1.9),
)


def rex_drawing() -> Drawing:
    """Draw everything but the seats."""
    floors, names, rows = tuple(_floors()), tuple(_names()), tuple(_letters())
    return Drawing(-580, -60, 1160, 1054, FOCAL, PITCH, _stage(), floors, names, rows)


def point_at(radius: float, degrees: float) -> tuple[float, float]:
    """Return the spot on the arc of `radius`, `degrees` to the right of the middle."""
    return radius * math.sin(math.radians(degrees)), CENTRE_Y + radius * math.cos(math.radians(degrees))


def _stage() -> Stage:
    (left, y), (right, _) = point_at(STAGE_EDGE, -29), point_at(STAGE_EDGE, 29)
    edge = f"M{left:.1f} {y:.1f}A{STAGE_EDGE:g} {STAGE_EDGE:g} 0 0 0 {right:.1f} {y:.1f}"
    return Stage(f"{edge}L{right + 30:.1f} -52H{left - 30:.1f}Z", "Stage", 0, 4)


def _floors() -> Iterator[FloorShape]:
    for tier in TIERS:
        near, far = tier.first - 24, tier.first + (len(tier.rows) - 1) * ROW_STEP + 24
        half = tier.half + tier.apron
        corners = (point_at(away, side) for away, side in ((near, -half), (near, half), (far, half), (far, -half)))
        a, b, c, d = (f"{x:.1f} {y:.1f}" for x, y in corners)
        yield FloorShape(f"M{a}A{near:g} {near:g} 0 0 0 {b}L{c}A{far:.1f} {far:.1f} 0 0 1 {d}Z")
    for side in (-1, 1):
        for depth in range(4):
            yield _box_floor(503.5 + depth * 76, side * (35.65 - depth * 0.35))


def _box_floor(radius: float, angle: float) -> FloorShape:
    """Draw a rectangle of 48 by 52 with round corners, turned with its box."""
    x, y = point_at(radius, angle)
    sin, cos = math.sin(math.radians(-angle)), math.cos(math.radians(-angle))
    spots = [(-17, -26), (17, -26), (24, -19), (24, 19), (17, 26), (-17, 26), (-24, 19), (-24, -19)]
    a, b, c, d, e, f, g, h = (f"{x + dx * cos - dy * sin:.1f} {y + dx * sin + dy * cos:.1f}" for dx, dy in spots)
    turn = "A7 7 0 0 1"
    return FloorShape(f"M{a}L{b}{turn} {c}L{d}{turn} {e}L{f}{turn} {g}L{h}{turn} {a}Z")


def _names() -> Iterator[SectionName]:
    """Place each name along the front of its tier."""
    for tier in TIERS:
        radius = tier.first - 33
        (ax, ay), (bx, by), (x, y) = point_at(radius, -tier.half), point_at(radius, tier.half), point_at(radius, 0)
        arc = f"M{ax:.1f} {ay:.1f}A{radius:g} {radius:g} 0 0 0 {bx:.1f} {by:.1f}"
        yield SectionName(tier.name, x, round(y, 1), arc)


def _letters() -> Iterator[RowLabel]:
    for tier in TIERS:
        for row, text in enumerate(tier.rows):
            radius = tier.first + row * ROW_STEP
            for side in (-1, 1):
                x, y = point_at(radius, side * (tier.half + 0.9 * 700 / radius))
                yield RowLabel(text, round(x, 1), round(y + 4, 1))
