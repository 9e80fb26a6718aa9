"""A party that finds no room side by side: in rows one behind the other, or at the nearest places there are.

Pure functions over a field; a group is the positions of its places in the line."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from app.seating.best.adjacent_seats import runs
from app.seating.best.candidate_mask import Field
from app.seating.rules.row_rules import alone

Group = tuple[int, ...]
ANCHORS, POOLS = 16, 8
DEEP = 3
"""A party sits in at most so many rows and one."""
LOOKED_AT = 120
"""Runs a party may begin in, the best first: an answer must not take all evening."""
CUTS = 4
"""Ways to cut a party in two that are tried, the most even first."""


def stacked(field: Field, size: int, most: int) -> list[Group]:
    """Blocks of two or more in consecutive rows, right behind each other, the best rows first; at most so many."""
    found: list[Group] = []
    longest = max((len(run) for run in runs(field, 2)), default=0)
    for run in islice(runs(field, 2), LOOKED_AT if size <= longest * (DEEP + 1) else 0):
        ways = [
            (len(way), abs(len(front) - size / 2), alone(field.open, places), _spread(field, places), places)
            for front in _fronts(run, size)
            for way in _behind(field, front, size - len(front), DEEP)
            for places in [tuple(place for block in (front, *way) for place in block)]
        ]
        if ways:
            found.append(min(ways)[-1])
        if len(found) >= most:
            break
    return found


def scattered(field: Field, size: int, most: int) -> list[Group]:
    """The places nearest to each other, in one section if it has as many; nobody alone unless it cannot be helped."""
    sections: dict[str, list[int]] = {}
    for run in runs(field, 1):
        sections.setdefault(field.chains.chain(run.start).seat.section, []).extend(run)
    roomy = [places for places in sections.values() if len(places) >= size]
    everywhere = [place for places in sections.values() for place in places]
    found = []
    pools = roomy[:POOLS] or [everywhere]
    for pool in pools:
        for anchor in pool[:: max(1, len(pool) * len(pools) // ANCHORS)]:
            places = _nearest(field, anchor, pool, size)
            if len(places) == size:
                found.append((_lonely(places), _spread(field, places), min(places), places))
    return [group for *_, group in sorted(set(found))[:most]]


def spot(field: Field, position: int) -> tuple[float, float]:
    """Where this place is in the plan."""
    seat = field.chains.picture[field.chains.seat[position]]
    return seat.x, seat.y


def _fronts(run: range, size: int) -> Iterator[range]:
    """The front blocks that are tried: at the ends of the run and in its middle."""
    sizes = sorted(range(2, min(len(run), size - 2) + 1), key=lambda many: abs(many - size / 2))
    for many in sizes[:CUTS]:
        for start in sorted({run.start, (run.start + run.stop - many) // 2, run.stop - many}):
            yield range(start, start + many)


def _behind(field: Field, front: range, rest: int, deep: int) -> Iterator[tuple[range, ...]]:
    """Ways to seat `rest` more in the rows behind this block, as near as can be."""
    row = field.chains.behind(field.chains.chain(front.start).row)
    for run in _runs_of(field, row) if row is not None and deep else ():
        if not _close(field, front, run):
            continue
        if len(run) >= rest:
            starts = range(run.start, run.stop - rest + 1)
            back = min((range(start, start + rest) for start in starts), key=lambda way: _apart(field, front, way))
            if _close(field, front, back):
                yield (back,)
        elif rest - len(run) >= 2:
            yield from ((run, *more) for more in _behind(field, run, rest - len(run), deep - 1))


def _runs_of(field: Field, row: int) -> Iterator[range]:
    """The runs of two and more in this row."""
    for number in field.chains.rows[row]:
        chain, start = field.chains.chains[number], None
        for place in (*chain.positions, chain.to):
            if place < chain.to and field.takeable[place] == "o":
                start = place if start is None else start
            elif start is not None:
                if place - start >= 2:
                    yield range(start, place)
                start = None


def _close(field: Field, front: range, back: range) -> bool:
    """Whether one can lean over: less than two and a half seats and half the blocks' width from middle to middle."""
    pitch = math.dist(spot(field, front[0]), spot(field, front[1]))
    return _apart(field, front, back) < pitch * (2.5 + (len(front) + len(back)) / 4)


def _apart(field: Field, one: range, other: range) -> float:
    (a, b), (c, d) = ((spot(field, block[0]), spot(field, block[-1])) for block in (one, other))
    return math.hypot(a[0] + b[0] - c[0] - d[0], a[1] + b[1] - c[1] - d[1]) / 2


def _middle(field: Field, places: Sequence[int]) -> tuple[float, float]:
    xs, ys = zip(*(spot(field, place) for place in places), strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _lonely(places: Sequence[int]) -> int:
    """How many have nobody of the party beside them."""
    known = set(places)
    return sum(place - 1 not in known and place + 1 not in known for place in known)


def _spread(field: Field, places: Sequence[int]) -> float:
    """How far the farthest sits from the middle of them all, to a tenth."""
    middle = _middle(field, places)
    return round(max(math.dist(middle, spot(field, place)) for place in places), 1)


def _nearest(field: Field, anchor: int, pool: Sequence[int], size: int) -> Group:
    """So many places of the pool, the nearest to the anchor first, two and two where there are two."""
    (x, y), known, picture, seat = spot(field, anchor), set(pool), field.chains.picture, field.chains.seat
    order = sorted(pool, key=lambda place: math.hypot(picture[seat[place]].x - x, picture[seat[place]].y - y))
    got: set[int] = set()
    for place in order:
        mate = next((other for other in (place - 1, place + 1) if other in known and other not in got), None)
        if len(got) >= size or place in got:
            continue
        if place - 1 in got or place + 1 in got:
            got.add(place)
        elif mate is not None and size - len(got) >= 2:
            got |= {place, mate}
    for place in order:  # whoever is left sits alone
        if len(got) < size:
            got.add(place)
    return tuple(sorted(got))
