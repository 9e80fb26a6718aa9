"""What to offer for seats that somebody else got: the nearest open ones, as many, side by side if possible."""

import math
from collections.abc import Sequence

import msgspec

from app.events.listing import Performance
from app.seating.blocks import runs, tables
from app.seating.chains import Chains, chains_of
from app.seating.company import with_wheelchairs
from app.seating.field import Field
from app.seating.groups import Group, spot
from app.seating.levels import levels_of
from app.seating.picture import names
from app.seating.rules import alone
from app.seating.snapshots import snapshot_of

ANOTHER_PRICE = 1e6
"""How far away another price is, in units of the plan."""
SINGLE = {"off": 0.1, "warn": 60.0, "refuse": 1e5}
"""How far away a block is that leaves a seat on its own."""


class Alternative(msgspec.Struct, frozen=True):
    """Open seats, called `words`."""

    seats: list[int]
    words: str


async def nearest_to(show: Performance, person: str, seats: Sequence[int]) -> Alternative | None:
    """The nearest open seats, as many as these and side by side, rather of the same price and section; None where
    there are none, and for places in a standing area, of which one is like another.

    Wheelchair spaces are offered only for wheelchair spaces. What `person` holds is not open, to nobody."""
    chains = await chains_of(show.plan)
    lost = sorted({seat for seat in seats if 0 <= seat < len(chains.at) and chains.at[seat] >= 0})
    snapshot = await snapshot_of(show.id)
    if not lost or snapshot.plan != show.plan:
        return None
    levels = await levels_of(show.id, show.levels_digest)
    field = Field(chains, chains.along(snapshot.seats))
    field.shut(lost)
    spaces = sum(chains.picture[seat].wheelchair for seat in lost)
    group = _spaces(field, lost, spaces) if spaces else _block(field, lost, levels, SINGLE[show.singles])
    if group is None:
        return None
    found = chains.seats(group)
    return Alternative(found, names(chains.picture, found))


def _block(field: Field, lost: Sequence[int], levels: bytes, single: float) -> Group | None:
    """A block of as many, for a whole table a whole table; its middle is the nearest to where the lost ones were."""
    chains, size = field.chains, len(lost)
    middle, sections = _middle(chains, lost), {chains.picture[seat].section for seat in lost}
    prices = {levels[seat] for seat in lost}

    def cost(start: int) -> float:
        first, last = chains.seat[start], chains.seat[start + size - 1]
        far = math.dist(middle, _middle(chains, (first, last)))
        dearer = any(levels[chains.seat[place]] not in prices for place in (start, start + size - 1))
        return far + ANOTHER_PRICE * dearer + alone(field.open, range(start, start + size)) * single

    whole = all(chains.picture[seat].at_table == "whole" for seat in lost)
    every = list((tables if whole else runs)(field, size))
    here = [run for run in every if chains.chain(run.start).seat.section in sections]
    starts = [start for run in here or every for start in range(run.start, run.stop - size + 1)]
    best = min(starts, key=cost, default=None)
    return None if best is None else tuple(range(best, best + size))


def _spaces(field: Field, lost: Sequence[int], spaces: int) -> Group | None:
    """Wheelchair spaces with as many seats beside them, the nearest to where the lost ones were."""
    companions = sum(field.chains.picture[seat].companion for seat in lost)
    ways = with_wheelchairs(field, len(lost), spaces, companions, 50)
    middle = _middle(field.chains, lost)
    return min(ways, key=lambda way: math.dist(middle, spot(field, way[0])), default=None)


def _middle(chains: Chains, seats: Sequence[int]) -> tuple[float, float]:
    spots = [chains.picture[seat] for seat in seats]
    return sum(seat.x for seat in spots) / len(spots), sum(seat.y for seat in spots) / len(spots)
