"""What to offer for seats that somebody else got: the nearest open ones, as many, side by side if possible."""

import heapq
import math
from collections.abc import Sequence
from itertools import product

import msgspec

from app.events.catalog import Performance
from app.seating.best.availability import levels_along
from app.seating.best.candidate_mask import Field
from app.seating.best.split_groups import Group, spot
from app.seating.best.wheelchair import with_wheelchairs
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seat_order import Chain, Chains, chains_of
from app.seating.plan.seats import names
from app.seating.rules.row_rules import alone, blocks
from app.seating.snapshots import snapshot_of

ROWS = 12
"""Rows that are looked at place by place, the nearest that have as many."""
SINGLE = {"off": 0.1, "warn": 60.0, "refuse": 1e5}
"""How far away a block is that leaves a seat on its own, in units of the plan."""


class Alternative(msgspec.Struct, frozen=True):
    """Open seats, called `words`."""

    seats: list[int]
    words: str


async def nearest_to(show: Performance, person: str, seats: Sequence[int]) -> Alternative | None:
    """The nearest open seats, as many as these and side by side, rather of the same section and price; None where
    there are none, and for places in a standing area, of which one is like another.

    Wheelchair spaces are offered only for wheelchair spaces. What `person` holds is not open, to nobody."""
    chains = await chains_of(show.plan)
    lost = sorted({seat for seat in seats if 0 <= seat < len(chains.at) and chains.at[seat] >= 0})
    snapshot = await snapshot_of(show.id)
    if not lost or snapshot.plan != show.plan:
        return None
    field = _field(chains, snapshot.seats, lost)
    spaces = sum(chains.picture[seat].wheelchair for seat in lost)
    if spaces:
        group = _spaces(field, lost, spaces)
    else:
        levels, alike = await levels_of(show.id, show.levels_digest), _field(chains, snapshot.seats, lost)
        alike.keep_levels(await levels_along(show), {levels[seat] - 48 for seat in lost})
        group = _block((alike, field), lost, SINGLE[show.singles])
    if group is None:
        return None
    found = chains.seats(group)
    return Alternative(found, names(chains.picture, found))


def _field(chains: Chains, statuses: bytes, lost: Sequence[int]) -> Field:
    field = Field(chains, chains.along(statuses))
    field.shut(lost)
    return field


def _block(fields: Sequence[Field], lost: Sequence[int], single: float) -> Group | None:
    """A block of as many, for a whole table a whole table; its middle is the nearest to where the lost ones were.

    `fields`: what may be had, the better first. The section first, then the whole house."""
    chains, size = fields[0].chains, len(lost)
    middle, sections = _middle(chains, lost), {chains.picture[seat].section for seat in lost}

    def cost(start: int) -> float:
        far = math.dist(middle, _middle(chains, (chains.seat[start], chains.seat[start + size - 1])))
        return far + alone(fields[0].open, range(start, start + size)) * single

    def away(row: Chain) -> float:
        places = {row.start, (row.start + row.to) // 2, row.to - 1}
        return min(math.dist(middle, spot(fields[0], place)) for place in places)

    whole = all(chains.picture[seat].at_table == "whole" for seat in lost)
    here = [row for row in chains.chains if row.seat.section in sections]
    for every, field in product((here, chains.chains), fields):
        near = heapq.nsmallest(ROWS, _with_room(field, every, size, whole=whole), key=away)
        if starts := [start for row in near for start in _starts(field, row, size, whole=whole)]:
            best = min(starts, key=cost)
            return tuple(range(best, best + size))
    return None


def _with_room(field: Field, rows: Sequence[Chain], size: int, *, whole: bool) -> list[Chain]:
    """The rows that have a block of this size: a quick look, for there may be thousands of rows."""
    letters = field.takeable
    if whole:
        return [row for row in rows if letters[row.start : row.to] == "t" * size]
    wanted = "o" * size
    return [row for row in rows if letters.find(wanted, row.start, row.to) >= 0]


def _starts(field: Field, row: Chain, size: int, *, whole: bool) -> list[int]:
    if whole:
        return [row.start]
    return [row.start + block.start for block in blocks(field.takeable[row.start : row.to], size)]


def _spaces(field: Field, lost: Sequence[int], spaces: int) -> Group | None:
    """Wheelchair spaces with as many seats beside them, the nearest to where the lost ones were."""
    companions = sum(field.chains.picture[seat].companion for seat in lost)
    ways = with_wheelchairs(field, len(lost), spaces, companions, 50)
    middle = _middle(field.chains, lost)
    return min(ways, key=lambda way: math.dist(middle, spot(field, way[0])), default=None)


def _middle(chains: Chains, seats: Sequence[int]) -> tuple[float, float]:
    spots = [chains.picture[seat] for seat in seats]
    return sum(seat.x for seat in spots) / len(spots), sum(seat.y for seat in spots) / len(spots)
