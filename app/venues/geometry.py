"""Measures distances between seats: overlaps, the typical distance, and the distance to the stage. Pure functions."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import msgspec

from app.venues.plan import PlanSeat

Spot = tuple[float, float]
SAMPLE = 800  # spots measured for the pitch, twice; plans are regular
WINDOW = 40  # spots compared before and after each


def find_overlaps(spots: Sequence[Spot], limit: float) -> Iterator[tuple[int, int]]:
    """Yield pairs of spots nearer than `limit` to each other, the earlier first; each spot is second once at most."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (x, y) in enumerate(spots):
        column, row = math.floor(x / limit), math.floor(y / limit)
        around = (cells.get((column + dx, row + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = (other for cell in around for other in cell if math.dist(spots[other], (x, y)) < limit)
        if (earlier := next(near, None)) is not None:
            yield earlier, place
        else:  # so a cell never holds more than four, however many are on one spot
            cells[column, row].append(place)


def seat_spacing(spots: Sequence[Spot]) -> float:
    """Return the typical distance from a seat to the nearest other one; 20 where there is only one seat or one spot."""
    nearest: dict[Spot, float] = {}
    for across in (0, 1):  # the nearest one is close in the order of columns or of rows
        order = sorted(set(spots), key=lambda spot: (spot[across], spot[1 - across]))
        for i in range(0, len(order), max(1, len(order) // SAMPLE)):
            close = order[max(0, i - WINDOW) : i] + order[i + 1 : i + 1 + WINDOW]
            apart = min((math.dist(order[i], other) for other in close), default=math.inf)
            nearest[order[i]] = min(apart, nearest.get(order[i], math.inf))
    return round(statistics.median(nearest.values()), 3) if len(nearest) > 1 else 20.0


def rank_seats(
    seats: Sequence[PlanSeat], focal: Spot, distance_of: Callable[[PlanSeat], float] | None = None
) -> list[PlanSeat]:
    """Return the seats with ranks: the row's position in the order of distance, plus a fraction for the seat's own.

    Rows before columns: any seat of a nearer row comes before every seat of a farther one. `distance_of`
    replaces the straight distance to `focal`."""
    rows: dict[tuple[str, str], float] = {}
    away = [distance_of(seat) if distance_of else math.dist((seat.x, seat.y), focal) for seat in seats]
    for seat, distance in zip(seats, away, strict=True):
        key = (seat.section, seat.row)
        rows[key] = min(distance, rows.get(key, math.inf))
    place = {key: position for position, key in enumerate(sorted(rows, key=lambda key: (rows[key], key)))}
    farthest = max(away, default=0.0) + 1
    return [
        msgspec.structs.replace(seat, rank=round(place[seat.section, seat.row] + distance / farthest, 4))
        for seat, distance in zip(seats, away, strict=True)
    ]
