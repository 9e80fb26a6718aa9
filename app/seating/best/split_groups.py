"""A party that finds no room side by side: in rows one behind the other, or at the nearest places there are.

Pure functions over a field; a group is the positions of its places in the line."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from app.seating.best.adjacent_seats import open_runs
from app.seating.best.candidate_mask import CandidateMask
from app.seating.rules.row_rules import count_isolated

Group = tuple[int, ...]
ANCHORS, POOLS = 16, 8
MAX_ROWS_BEHIND = 3
"""A party sits in at most so many rows and one."""
MAX_FIRST_RUNS = 120
"""Runs a party may begin in, the best first: an answer must not take all evening."""
MAX_CUTS = 4
"""Ways to cut a party in two that are tried, the most even first."""


def consecutive_row_groups(mask: CandidateMask, size: int, max_count: int) -> list[Group]:
    """Blocks of two or more in consecutive rows, right behind each other, the best rows first; at most so many."""
    found: list[Group] = []
    longest = max((len(run) for run in open_runs(mask, 2)), default=0)
    for run in islice(open_runs(mask, 2), MAX_FIRST_RUNS if size <= longest * (MAX_ROWS_BEHIND + 1) else 0):
        ways = [
            (
                len(way),
                abs(len(front) - size / 2),
                count_isolated(mask.open_to_anyone, places),
                _spread(mask, places),
                places,
            )
            for front in _fronts(run, size)
            for way in _behind(mask, front, size - len(front), MAX_ROWS_BEHIND)
            for places in [tuple(place for block in (front, *way) for place in block)]
        ]
        if ways:
            found.append(min(ways)[-1])
        if len(found) >= max_count:
            break
    return found


def scattered_groups(mask: CandidateMask, size: int, max_count: int) -> list[Group]:
    """The places nearest to each other, in one section if it has as many; none alone if that can be avoided."""
    sections: dict[str, list[int]] = {}
    for run in open_runs(mask, 1):
        sections.setdefault(mask.seat_order.run_at(run.start).seat.section, []).extend(run)
    roomy = [places for places in sections.values() if len(places) >= size]
    everywhere = [place for places in sections.values() for place in places]
    found = []
    pools = roomy[:POOLS] or [everywhere]
    for pool in pools:
        for anchor in pool[:: max(1, len(pool) * len(pools) // ANCHORS)]:
            places = _nearest(mask, anchor, pool, size)
            if len(places) == size:
                found.append((_isolated_count(places), _spread(mask, places), min(places), places))
    return [group for *_, group in sorted(set(found))[:max_count]]


def coordinates_of(mask: CandidateMask, position: int) -> tuple[float, float]:
    """Where this place is in the plan."""
    seat = mask.seat_order.plan_seats[mask.seat_order.seat_by_position[position]]
    return seat.x, seat.y


def _fronts(run: range, size: int) -> Iterator[range]:
    """The front blocks that are tried: at the ends of the run and in its middle."""
    sizes = sorted(range(2, min(len(run), size - 2) + 1), key=lambda many: abs(many - size / 2))
    for many in sizes[:MAX_CUTS]:
        for start in sorted({run.start, (run.start + run.stop - many) // 2, run.stop - many}):
            yield range(start, start + many)


def _behind(mask: CandidateMask, front: range, rest: int, deep: int) -> Iterator[tuple[range, ...]]:
    """Ways to seat `rest` more in the rows behind this block, as near as can be."""
    row = mask.seat_order.row_behind(mask.seat_order.run_at(front.start).row)
    for run in _runs_of(mask, row) if row is not None and deep else ():
        if not _close(mask, front, run):
            continue
        if len(run) >= rest:
            starts = range(run.start, run.stop - rest + 1)
            back = min((range(start, start + rest) for start in starts), key=lambda way: _apart(mask, front, way))
            if _close(mask, front, back):
                yield (back,)
        elif rest - len(run) >= 2:
            yield from ((run, *more) for more in _behind(mask, run, rest - len(run), deep - 1))


def _runs_of(mask: CandidateMask, row: int) -> Iterator[range]:
    """The runs of two and more in this row."""
    for number in mask.seat_order.runs_by_row[row]:
        chain, start = mask.seat_order.runs[number], None
        for place in (*chain.positions, chain.stop):
            if place < chain.stop and mask.available_to_party[place] == "o":
                start = place if start is None else start
            elif start is not None:
                if place - start >= 2:
                    yield range(start, place)
                start = None


def _close(mask: CandidateMask, front: range, back: range) -> bool:
    """Whether one can lean over: less than two and a half seats and half the blocks' width from middle to middle."""
    pitch = math.dist(coordinates_of(mask, front[0]), coordinates_of(mask, front[1]))
    return _apart(mask, front, back) < pitch * (2.5 + (len(front) + len(back)) / 4)


def _apart(mask: CandidateMask, one: range, other: range) -> float:
    (a, b), (c, d) = ((coordinates_of(mask, block[0]), coordinates_of(mask, block[-1])) for block in (one, other))
    return math.hypot(a[0] + b[0] - c[0] - d[0], a[1] + b[1] - c[1] - d[1]) / 2


def _middle(mask: CandidateMask, places: Sequence[int]) -> tuple[float, float]:
    xs, ys = zip(*(coordinates_of(mask, place) for place in places), strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _isolated_count(places: Sequence[int]) -> int:
    """How many have none of the party beside them."""
    known = set(places)
    return sum(place - 1 not in known and place + 1 not in known for place in known)


def _spread(mask: CandidateMask, places: Sequence[int]) -> float:
    """How far the farthest sits from the middle of them all, to a tenth."""
    middle = _middle(mask, places)
    return round(max(math.dist(middle, coordinates_of(mask, place)) for place in places), 1)


def _nearest(mask: CandidateMask, anchor: int, pool: Sequence[int], size: int) -> Group:
    """So many places of the pool, the nearest to the anchor first, two and two where there are two."""
    (x, y), known, plan_seats, seat = (
        coordinates_of(mask, anchor),
        set(pool),
        mask.seat_order.plan_seats,
        mask.seat_order.seat_by_position,
    )
    order = sorted(pool, key=lambda place: math.hypot(plan_seats[seat[place]].x - x, plan_seats[seat[place]].y - y))
    got: set[int] = set()
    for place in order:
        mate = next((other for other in (place - 1, place + 1) if other in known and other not in got), None)
        if len(got) >= size or place in got:
            continue
        if place - 1 in got or place + 1 in got:
            got.add(place)
        elif mate is not None and size - len(got) >= 2:
            got |= {place, mate}
    for place in order:  # those that remain sit alone
        if len(got) < size:
            got.add(place)
    return tuple(sorted(got))
