"""Tests whether a spot is inside an outline, whose arcs are approximated by polygons."""

import math
import re

from app.venues.plan import PlanSeat

Sections = dict[str, list[PlanSeat]]

TOKEN = re.compile(r"[MLAQHVhvaZ]|-?\d+(?:\.\d+)?")
TAKES = {"M": 2, "L": 2, "A": 7, "h": 1, "v": 1, "a": 7, "Z": 0}


def corners(d: str) -> list[tuple[float, float]]:
    """Return the outline as a polygon, with six spots for each arc."""
    tokens, spots, at = TOKEN.findall(d), list[tuple[float, float]](), 0
    while at < len(tokens):
        command = tokens[at]
        given = [float(number) for number in tokens[at + 1 : at + 1 + TAKES[command]]]
        at += 1 + TAKES[command]
        x, y = spots[-1] if spots else (0.0, 0.0)
        match command:
            case "M" | "L":
                spots.append((given[0], given[1]))
            case "h":
                spots.append((x + given[0], y))
            case "v":
                spots.append((x, y + given[0]))
            case "A":
                spots += _arc((x, y), (given[5], given[6]), given[0], onward=given[4] == 1)
            case "a":
                spots += _arc((x, y), (x + given[5], y + given[6]), given[0], onward=given[4] == 1)
    return spots


def encloses(d: str, x: float, y: float) -> bool:
    """Return whether the outline encloses (x, y), by the even-odd rule."""
    inside, spots = False, corners(d)
    for (ax, ay), (bx, by) in zip(spots, [*spots[1:], spots[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


def _arc(
    start: tuple[float, float], end: tuple[float, float], radius: float, *, onward: bool
) -> list[tuple[float, float]]:
    """Return six spots of the smaller arc of a circle, clockwise on the page when `onward`."""
    half = math.dist(start, end) / 2
    rise = math.sqrt(max(radius**2 - half**2, 0)) * (1 if onward else -1)
    ux, uy = (end[0] - start[0]) / (2 * half), (end[1] - start[1]) / (2 * half)
    cx, cy = (start[0] + end[0]) / 2 - uy * rise, (start[1] + end[1]) / 2 + ux * rise
    begin = math.atan2(start[1] - cy, start[0] - cx)
    turn = 2 * math.asin(min(half / radius, 1)) * (1 if onward else -1)
    steps = (begin + turn * k / 6 for k in range(1, 7))
    return [(cx + radius * math.cos(step), cy + radius * math.sin(step)) for step in steps]
