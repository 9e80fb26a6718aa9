"""Counts the remaining seats of a performance by price level, and the most that are side by side.

The counts come from the snapshot, which is at most a second old."""

import re
from collections.abc import Sequence

import msgspec

from app.events.catalog import public_performance
from app.seating.best.availability import levels_in_seat_order
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_order import SeatOrder, get_seat_order
from app.seating.plan.sections import Section, get_sections
from app.seating.plan.snapshots import get_snapshot
from realtime.protocol import LevelSeats

EQUAL_BYTES = re.compile(rb"([^\x00])\1*", re.DOTALL)
OPEN = bytes(255 if status == ord("0") else 0 for status in range(256))
SIDE_BY_SIDE = bytes(255 if letter in b"ot" else 0 for letter in range(256))


class RemainingSeats(msgspec.Struct, frozen=True):
    """The remaining seats of a performance. `levels`: of each price level, sold-out ones too. `back`: seats that are
    held or wait for a payment and may become open again."""

    levels: list[LevelSeats] = []
    back: int = 0


async def get_remaining_seats(performance_id: int) -> RemainingSeats:
    """Count the remaining seats of a performance; no levels where it is not published."""
    performance = await public_performance(performance_id)
    if performance is None or performance.state != "published":
        return RemainingSeats()
    seats = (await get_snapshot(performance.id)).seats
    levels = await get_price_levels(performance.id, performance.levels_digest)
    order, ordered_levels = await get_seat_order(performance.plan), await levels_in_seat_order(performance)
    if not len(seats) == len(levels) == len(order.plan_seats):
        return RemainingSeats()
    return count_remaining(seats, levels, order, ordered_levels, await get_sections(performance.plan))


def count_remaining(
    seats: bytes, levels: bytes, order: SeatOrder, ordered_levels: bytes, sections: Sequence[Section]
) -> RemainingSeats:
    """Count by level. `seats` and `levels` have a byte per seat in plan order, `ordered_levels` in seat order."""
    open_levels = _masked(levels, seats.translate(OPEN))
    open_mask, joined_mask = order.in_seat_order(seats).translate(OPEN), order.letters.translate(SIDE_BY_SIDE)
    longest = _longest(_masked(ordered_levels, open_mask, joined_mask))
    for section in sections:
        if section.kind == "standing":
            level = levels[section.first_seat]
            longest[level] = max(longest.get(level, 0), section.count(seats))
    remaining = []
    for level in sorted(set(levels)):
        count = open_levels.count(level)
        remaining.append(LevelSeats(level - ord("0"), count, max(longest.get(level, 0), min(count, 1))))
    return RemainingSeats(remaining, seats.count(b"1"))


def _masked(values: bytes, *masks: bytes) -> bytes:
    """Set each value to 0 where a mask is 0. Uses big integers: a stadium has sixty thousand seats."""
    masked = int.from_bytes(values)
    for mask in masks:
        masked &= int.from_bytes(mask)
    return masked.to_bytes(len(values))


def _longest(values: bytes) -> dict[int, int]:
    """Return the length of the longest run of each value except 0."""
    longest: dict[int, int] = {}
    for run in EQUAL_BYTES.finditer(values):
        longest[run[0][0]] = max(longest.get(run[0][0], 0), len(run[0]))
    return longest
