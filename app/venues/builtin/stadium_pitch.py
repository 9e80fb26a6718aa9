"""Draws the pitch in the middle of the stadium, with its lines. 40 units are a metre."""

import math
from collections.abc import Iterator

from app.venues.plan import Area, Stage

METRE = 40.0
HALF_LENGTH, HALF_WIDTH = 52.5 * METRE, 34 * METRE
GRASS, LINE = "#2f7d4f", "#dff2e1"


def pitch_label() -> Stage:
    """Place the name of the pitch on the halfway line; `pitch_areas` draws the grass."""
    return Stage("", "Pitch", 0, 6)


def pitch_areas() -> Iterator[Area]:
    """Draw the grass, then its lines."""
    run_off = 4 * METRE
    yield _rect(HALF_LENGTH + run_off, HALF_WIDTH + run_off, fill=GRASS, corner=run_off)
    yield _rect(HALF_LENGTH, HALF_WIDTH, stroke=LINE)
    yield Area("polygon", points=f"0,{-HALF_WIDTH:g} 0,{HALF_WIDTH:g}", stroke=LINE)
    yield Area("circle", r=9.15 * METRE, stroke=LINE)
    for side in (-1, 1):
        for depth, width in ((16.5, 40.32), (5.5, 18.32)):
            yield _box(side, depth * METRE, width * METRE)
        yield _arc(side)


def _rect(half_width: float, half_height: float, *, fill: str = "", stroke: str = "", corner: float = 0) -> Area:
    width, height = 2 * half_width, 2 * half_height
    return Area("rect", -half_width, -half_height, width, height, rx=corner, fill=fill, stroke=stroke)


def _box(side: int, depth: float, width: float) -> Area:
    left = HALF_LENGTH - depth if side > 0 else -HALF_LENGTH
    return Area("rect", x=left, y=-width / 2, width=depth, height=width, stroke=LINE)


def _arc(side: int) -> Area:
    """Draw the visible part of the circle round the penalty spot."""
    spot, edge = side * (HALF_LENGTH - 11 * METRE), 5.5 * METRE
    half = math.acos(edge / (9.15 * METRE))
    turns = [half * step / 6 for step in range(-6, 7)]
    reach = 9.15 * METRE
    spots = (f"{spot - side * reach * math.cos(turn):.1f},{reach * math.sin(turn):.1f}" for turn in turns)
    return Area("polygon", points=" ".join(spots), stroke=LINE)
