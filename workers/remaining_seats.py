"""What is left of a performance, by price level: how many seats, and how many of them side by side.

From the map, which is a second old at most; a hope, as all that is left."""

import re
from collections.abc import Sequence

import msgspec

from app.events.catalog import performance
from app.seating.best.availability import levels_along
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seat_order import Chains, chains_of
from app.seating.plan.sections import Part, parts_of
from app.seating.snapshots import snapshot_of

ALIKE = re.compile(rb"([^\x00])\1*", re.DOTALL)
NONE = b"\x00"
OPEN = bytes(255 if status == ord("0") else 0 for status in range(256))
TOGETHER = bytes(255 if letter in b"ot" else 0 for letter in range(256))


class Left(msgspec.Struct, frozen=True):
    """`levels`: [level, seats left, most that can be together] of each price level, sold-out ones too. `back`: seats
    that are held, or wait for a payment: they may come back."""

    levels: list[list[int]] = []
    back: int = 0


async def left_of(performance_id: int) -> Left:
    """Nothing where it is no public performance any more."""
    show = await performance(performance_id)
    if show is None or show.state != "published":
        return Left()
    seats = (await snapshot_of(show.id)).seats
    levels = await levels_of(show.id, show.levels_digest)
    chains, along = await chains_of(show.plan), await levels_along(show)
    if not len(seats) == len(levels) == len(chains.picture):
        return Left()
    return count(seats, levels, chains, along, await parts_of(show.plan))


def count(seats: bytes, levels: bytes, chains: Chains, along: bytes, parts: Sequence[Part]) -> Left:
    """`seats` and `levels` hold a byte a seat in the plan's order, `along` the levels in the order of its line."""
    open_ = _masked(levels, seats.translate(OPEN))
    longest = _longest(_masked(along, chains.along(seats).translate(OPEN), chains.letters.translate(TOGETHER)))
    for part in parts:
        if part.kind == "standing":
            level = levels[part.first]
            longest[level] = max(longest.get(level, 0), part.count(seats))
    found = []
    for level in sorted(set(levels)):
        left = open_.count(level)
        found.append([level - ord("0"), left, max(longest.get(level, 0), min(left, 1))])
    return Left(found, seats.count(b"1"))


def _masked(values: bytes, *masks: bytes) -> bytes:
    """The values, and 0 where a mask has none. As whole numbers: a house has sixty thousand seats."""
    all_ = int.from_bytes(values)
    for mask in masks:
        all_ &= int.from_bytes(mask)
    return all_.to_bytes(len(values))


def _longest(line: bytes) -> dict[int, int]:
    """The longest run of each value that is not 0."""
    found: dict[int, int] = {}
    for run in ALIKE.finditer(line):
        start, to = run.span()
        if to - start > found.get(line[start], 0):
            found[line[start]] = to - start
    return found
