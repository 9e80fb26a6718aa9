"""What is left of a performance, by price level: how many seats, and how many of them side by side.

From the map, which is a second old at most; a hope, as all that is left."""

import re
from collections.abc import Sequence

import msgspec

from app.events.catalog import public_performance
from app.seating.best.availability import levels_in_seat_order
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_order import SeatOrder, get_seat_order
from app.seating.plan.sections import Section, get_sections
from app.seating.plan.snapshots import get_snapshot

EQUAL_BYTES = re.compile(rb"([^\x00])\1*", re.DOTALL)
NONE = b"\x00"
OPEN = bytes(255 if status == ord("0") else 0 for status in range(256))
SIDE_BY_SIDE = bytes(255 if letter in b"ot" else 0 for letter in range(256))


class RemainingSeats(msgspec.Struct, frozen=True):
    """`levels`: [level, seats left, most that can be together] of each price level, sold-out ones too. `back`: seats
    that are held, or wait for a payment: they may come back."""

    levels: list[list[int]] = []
    back: int = 0


async def get_remaining_seats(performance_id: int) -> RemainingSeats:
    """Nothing where it is no public performance any more."""
    performance = await public_performance(performance_id)
    if performance is None or performance.state != "published":
        return RemainingSeats()
    seats = (await get_snapshot(performance.id)).seats
    levels = await get_price_levels(performance.id, performance.levels_digest)
    chains, along = await get_seat_order(performance.plan), await levels_in_seat_order(performance)
    if not len(seats) == len(levels) == len(chains.plan_seats):
        return RemainingSeats()
    return count_remaining(seats, levels, chains, along, await get_sections(performance.plan))


def count_remaining(
    seats: bytes, levels: bytes, chains: SeatOrder, along: bytes, parts: Sequence[Section]
) -> RemainingSeats:
    """`seats` and `levels` hold a byte a seat in the plan's order, `along` the levels in the order of its line."""
    open_ = _masked(levels, seats.translate(OPEN))
    longest = _longest(
        _masked(along, chains.in_seat_order(seats).translate(OPEN), chains.letters.translate(SIDE_BY_SIDE))
    )
    for part in parts:
        if part.kind == "standing":
            level = levels[part.first_seat]
            longest[level] = max(longest.get(level, 0), part.count(seats))
    found = []
    for level in sorted(set(levels)):
        left = open_.count(level)
        found.append([level - ord("0"), left, max(longest.get(level, 0), min(left, 1))])
    return RemainingSeats(found, seats.count(b"1"))


def _masked(values: bytes, *masks: bytes) -> bytes:
    """The values, and 0 where a mask has none. As whole numbers: a house has sixty thousand seats."""
    all_ = int.from_bytes(values)
    for mask in masks:
        all_ &= int.from_bytes(mask)
    return all_.to_bytes(len(values))


def _longest(line: bytes) -> dict[int, int]:
    """The longest run of each value that is not 0."""
    found: dict[int, int] = {}
    for run in EQUAL_BYTES.finditer(line):
        start, to = run.span()
        if to - start > found.get(line[start], 0):
            found[line[start]] = to - start
    return found
