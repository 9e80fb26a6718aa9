"""Distances between seats: how far apart they are, who sits beside whom, which is nearer the stage. Pure functions."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import msgspec

from app.venues.plan import PlanSeat

Spot = tuple[float, float]
SAMPLE = 800  # spots looked at for the pitch, twice; a plan repeats itself
WINDOW = 40  # spots looked at before and after each


def overlapping(spots: Sequence[Spot], limit: float) -> Iterator[tuple[int, int]]:
    """Each place that is nearer than `limit` to an earlier one, with that one first."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (x, y) in enumerate(spots):
        column, row = math.floor(x / limit), math.floor(y / limit)
        around = (cells.get((column + dx, row + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = (other for cell in around for other in cell if math.dist(spots[other], (x, y)) < limit)
        if (found := next(near, None)) is not None:
            yield found, place
        else:  # so a cell never holds more than four, however many are on one spot
            cells[column, row].append(place)


def pitch_of(spots: Sequence[Spot]) -> float:
    """The typical distance from a seat to the nearest other one. 20 where there is only one seat or one spot."""
    nearest: dict[Spot, float] = {}
    for across in (0, 1):  # the nearest one is close by in the order of columns or in that of rows
        order = sorted(set(spots), key=lambda spot: (spot[across], spot[1 - across]))
        for at in range(0, len(order), max(1, len(order) // SAMPLE)):
            close = order[max(0, at - WINDOW) : at] + order[at + 1 : at + 1 + WINDOW]
            apart = min((math.dist(order[at], other) for other in close), default=math.inf)
            nearest[order[at]] = min(apart, nearest.get(order[at], math.inf))
    return round(statistics.median(nearest.values()), 3) if len(nearest) > 1 else 20.0


def with_ranks(
    seats: Sequence[PlanSeat], focal: Spot, distance_of: Callable[[PlanSeat], float] | None = None
) -> list[PlanSeat]:
    """The same seats with their rank: the row's place in the order of distance, and within a row the seat's distance.

    Rows before columns: any seat of a nearer row comes before every seat of a farther one. `distance_of` measures
    otherwise than straight to `focal`."""
    rows: dict[tuple[str, str], float] = {}
    away = [distance_of(seat) if distance_of else math.dist((seat.x, seat.y), focal) for seat in seats]
    for seat, distance in zip(seats, away, strict=True):
        key = (seat.section, seat.row)
        rows[key] = min(distance, rows.get(key, math.inf))
    place = {key: at for at, key in enumerate(sorted(rows, key=lambda key: (rows[key], key)))}
    farthest = max(away, default=0.0) + 1
    return [
        msgspec.structs.replace(seat, rank=round(place[seat.section, seat.row] + distance / farthest, 4))
        for seat, distance in zip(seats, away, strict=True)
    ]
