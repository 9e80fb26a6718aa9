"""Finds the neighbours in a row of a plan that has only coordinates of seats. Pure functions.

Files list the seats of a row roughly in order: seats that are consecutive in the list, or have consecutive numbers,
are neighbours if there is no gap between them."""

import math
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.venues.geometry import Spot

GAP = 1.6  # of the usual distance in this row: half a seat more is a gap


def neighbour_runs(spots: Sequence[Spot], labels: Sequence[str], pitch: float) -> list[list[int]]:
    """Split the row into runs of neighbours, each from left to right (a vertical run: from the top down).

    Every place is in exactly one run; runs are in reading order. `pitch` is the plan's usual distance."""
    beside: list[list[int]] = [[] for _ in spots]
    ends = list(range(len(spots)))  # the other end of the run of which a place is an end
    pairs = [(math.dist(spots[a], spots[b]), a, b) for a, b in (*pairwise(range(len(spots))), *_by_number(labels))]
    limit = GAP * _usual(pairs, pitch)
    # the nearest first, else a place out of order would be linked across the places between
    for apart, first, second in sorted(pairs, key=lambda pair: pair[0]):
        if 0 < apart <= limit and len(beside[first]) < 2 and len(beside[second]) < 2 and ends[first] != second:
            beside[first].append(second)
            beside[second].append(first)
            first_end, second_end = ends[first], ends[second]
            ends[first_end], ends[second_end] = second_end, first_end
    runs = [part for run in _walk(beside) for part in _unfolded(run, spots)]
    return _in_reading_order([_left_to_right(run, spots, pitch) for run in runs], spots, pitch)


def _usual(pairs: Sequence[tuple[float, int, int]], pitch: float) -> float:
    """Return the usual distance in this row, limited to 0.5 to 1.8 times the plan's."""
    nearest: dict[int, float] = {}
    for apart, first, second in pairs:
        for place in (first, second):
            if apart > 0:
                nearest[place] = min(apart, nearest.get(place, math.inf))
    return min(max(statistics.median(nearest.values()), pitch * 0.5), pitch * 1.8) if nearest else pitch


def _by_number(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places with consecutive numbers, in the order of the numbers."""
    numbers = {int(label): place for place, label in enumerate(labels) if label.isascii() and label.isdigit()}
    for number in sorted(numbers):
        if number + 1 in numbers:
            yield numbers[number], numbers[number + 1]


def _walk(beside: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield each run once, from one of its ends. There are no rings."""
    visited: set[int] = set()
    for start, mates in enumerate(beside):
        if start in visited or len(mates) == 2:
            continue
        run = [start]
        while True:
            visited.add(run[-1])
            following = [mate for mate in beside[run[-1]] if mate not in visited]
            if not following:
                break
            run.append(following[0])
        yield run


def _unfolded(run: list[int], spots: Sequence[Spot]) -> Iterator[list[int]]:
    """Cut a run where it turns back: a block that is numbered back and forth is several rows, not one."""
    start = 0
    for i in range(1, len(run) - 2):
        a, b, c, d = (spots[place] for place in run[i - 1 : i + 3])
        forth, back = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
        if forth[0] * back[0] + forth[1] * back[1] < -0.5 * math.hypot(*forth) * math.hypot(*back):
            yield run[start : i + 1]
            start = i + 1
    yield run[start:]


def _left_to_right(run: list[int], spots: Sequence[Spot], pitch: float) -> list[int]:
    (ax, ay), (bx, by) = spots[run[0]], spots[run[-1]]
    backwards = by < ay if abs(bx - ax) < pitch else bx < ax
    return run[::-1] if backwards else run


def _in_reading_order(runs: list[list[int]], spots: Sequence[Spot], pitch: float) -> list[list[int]]:
    """Sort the runs of one row from left to right; those of a block by line from the top, then from left to right."""
    extents = sorted((min(spots[p][0] for p in run), max(spots[p][0] for p in run)) for run in runs)
    furthest, block = -math.inf, False
    for left, right in extents:
        block = block or left < furthest - pitch / 2 or left == furthest
        furthest = max(furthest, right)
    if block:
        return sorted(runs, key=lambda run: (round(spots[run[0]][1] / pitch), spots[run[0]][0]))
    return sorted(runs, key=lambda run: spots[run[0]])
