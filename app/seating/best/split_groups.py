"""Places for a party that does not fit in one block: in consecutive rows, or scattered as near as possible.

Pure functions over a mask; a group is the positions of its places in the seat order."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from app.seating.best.adjacent_seats import open_runs
from app.seating.best.candidate_mask import CandidateMask
from app.seating.rules.row_rules import count_isolated

Group = tuple[int, ...]
ANCHORS, POOLS = 16, 8  # places around which a scattered group is tried, and sections that are tried
MAX_ROWS_BEHIND = 3
"""The most rows behind the first one that a party is spread over."""
MAX_FIRST_RUNS = 120
"""The number of runs that are tried as the front row, the best first; bounds the time of a search."""
MAX_CUTS = 4
"""The number of ways to cut a party in two that are tried, the most even first."""


def consecutive_row_groups(mask: CandidateMask, size: int, max_count: int) -> list[Group]:
    """Return groups of blocks of two or more in consecutive rows, at most `max_count`, those of the best rows first."""
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
    """Return groups of the places nearest to each other, at most `max_count`, the best first.

    A group is in one section if any has enough places. Groups in which fewest people sit alone come first."""
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
    """Return the coordinates of this place in the plan."""
    seat = mask.seat_order.plan_seats[mask.seat_order.seat_by_position[position]]
    return seat.x, seat.y


def _fronts(run: range, size: int) -> Iterator[range]:
    """Yield the front blocks to try: at both ends of the run and in its middle."""
    sizes = sorted(range(2, min(len(run), size - 2) + 1), key=lambda many: abs(many - size / 2))
    for many in sizes[:MAX_CUTS]:
        for start in sorted({run.start, (run.start + run.stop - many) // 2, run.stop - many}):
            yield range(start, start + many)


def _behind(mask: CandidateMask, front: range, rest: int, deep: int) -> Iterator[tuple[range, ...]]:
    """Yield ways to seat `rest` more people in at most `deep` rows behind this block, as near as possible."""
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
    """Yield the runs of two and more open places in this row."""
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
    """Return whether people in both blocks can talk: the distance between the middles is less than two and a half seats
    plus a quarter of the number of seats in both."""
    pitch = math.dist(coordinates_of(mask, front[0]), coordinates_of(mask, front[1]))
    return _apart(mask, front, back) < pitch * (2.5 + (len(front) + len(back)) / 4)


def _apart(mask: CandidateMask, one: range, other: range) -> float:
    (a, b), (c, d) = ((coordinates_of(mask, block[0]), coordinates_of(mask, block[-1])) for block in (one, other))
    return math.hypot(a[0] + b[0] - c[0] - d[0], a[1] + b[1] - c[1] - d[1]) / 2


def _middle(mask: CandidateMask, places: Sequence[int]) -> tuple[float, float]:
    xs, ys = zip(*(coordinates_of(mask, place) for place in places), strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _isolated_count(places: Sequence[int]) -> int:
    """Count the places that have no other place of the group beside them."""
    known = set(places)
    return sum(place - 1 not in known and place + 1 not in known for place in known)


def _spread(mask: CandidateMask, places: Sequence[int]) -> float:
    """Return the distance of the farthest place from the middle of all, rounded to tenths."""
    middle = _middle(mask, places)
    return round(max(math.dist(middle, coordinates_of(mask, place)) for place in places), 1)


def _nearest(mask: CandidateMask, anchor: int, pool: Sequence[int], size: int) -> Group:
    """Return up to `size` places of the pool, the nearest to the anchor, in pairs of neighbours where possible."""
    x, y = coordinates_of(mask, anchor)
    known, seats, number = set(pool), mask.seat_order.plan_seats, mask.seat_order.seat_by_position
    order = sorted(pool, key=lambda place: math.hypot(seats[number[place]].x - x, seats[number[place]].y - y))
    got: set[int] = set()
    for place in order:
        mate = next((other for other in (place - 1, place + 1) if other in known and other not in got), None)
        if len(got) >= size or place in got:
            continue
        if place - 1 in got or place + 1 in got:
            got.add(place)
        elif mate is not None and size - len(got) >= 2:
            got |= {place, mate}
    for place in order:  # the rest of the party sits alone
        if len(got) < size:
            got.add(place)
    return tuple(sorted(got))
