"""Distances between seats: how far apart they are, who sits beside whom, which is nearer the stage. Pure functions."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from app.venues.plan import PlanSeat

Spot = tuple[float, float]
SAMPLE = 1500  # spots looked at for the pitch; a plan repeats itself


def crowded(spots: Sequence[Spot], limit: float) -> Iterator[tuple[int, int]]:
    """Pairs of places nearer than `limit` to each other, each pair once."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, (x, y) in enumerate(spots):
        column, row = math.floor(x / limit), math.floor(y / limit)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for other in cells.get((column + dx, row + dy), ()):
                    if math.dist(spots[other], (x, y)) < limit:
                        yield other, place
        cells[column, row].append(place)


def pitch_of(spots: Sequence[Spot]) -> float:
    """The typical distance from a seat to the nearest other one. 20 where there is only one seat or one spot."""
    if len(spots) < 2:
        return 20.0
    order = sorted(range(len(spots)), key=spots.__getitem__)
    step = max(1, len(order) // SAMPLE)
    nearest = [found for at in range(0, len(order), step) if (found := _nearest(spots, order, at)) > 0]
    return round(statistics.median(nearest), 3) if nearest else 20.0


def _nearest(spots: Sequence[Spot], order: Sequence[int], at: int) -> float:
    """Distance to the nearest other spot; `order` is by x, so the walk ends where x alone is too far."""
    x, y = spots[order[at]]
    best = math.inf
    for way in (range(at - 1, -1, -1), range(at + 1, len(order))):
        for place in way:
            ox, oy = spots[order[place]]
            if abs(ox - x) >= best:
                break
            best = min(best, math.hypot(ox - x, oy - y))
    return 0.0 if best == math.inf else best


def ranked(seats: Sequence[PlanSeat], focal: Spot) -> list[PlanSeat]:
    """The same seats with their rank: the row's place in the order of distance, and within a row the seat's distance.

    Rows before columns: any seat of a nearer row comes before every seat of a farther one."""
    rows: dict[tuple[str, str], float] = {}
    away = [math.dist((seat.x, seat.y), focal) for seat in seats]
    for seat, distance in zip(seats, away, strict=True):
        key = (seat.section, seat.row)
        rows[key] = min(distance, rows.get(key, math.inf))
    place = {key: at for at, key in enumerate(sorted(rows, key=lambda key: (rows[key], key)))}
    farthest = max(away, default=0.0) + 1
    return [
        msgspec.structs.replace(seat, rank=round(place[seat.section, seat.row] + distance / farthest, 4))
        for seat, distance in zip(seats, away, strict=True)
    ]
