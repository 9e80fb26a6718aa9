"""Alternatives to seats that other fans got: the nearest open ones, as many and adjacent."""

import heapq
import math
from collections.abc import Sequence
from itertools import product

import msgspec

from app.events.catalog import Performance
from app.language.messages import Message
from app.seating.best.availability import levels_in_seat_order
from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.split_groups import Group, coordinates_of
from app.seating.best.wheelchair import wheelchair_groups
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_order import SeatOrder, SeatRun, get_seat_order
from app.seating.plan.seats import seat_names
from app.seating.plan.snapshots import get_snapshot
from app.seating.rules.row_rules import blocks, count_isolated

MAX_ROWS = 12
"""The number of rows that are searched place by place: the nearest ones with a long enough block."""
SINGLE_PENALTY = {"off": 0.1, "warn": 60.0, "refuse": 1e5}
"""The distance, in plan units, that is added to a block for each single seat it leaves, by the performance's rule."""


class Alternative(msgspec.Struct, frozen=True):
    """Open seats, and their names."""

    seats: list[int]
    label: Message


async def nearest_alternative(performance: Performance, person: str, seats: Sequence[int]) -> Alternative | None:
    """Return the nearest open adjacent seats, as many as `seats`, or None where there are none.

    Seats of the same section are preferred, then seats of the same price levels. Wheelchair spaces are offered only
    for wheelchair spaces. What `person` holds does not count as open. None for standing places too: these are
    interchangeable."""
    seat_order = await get_seat_order(performance.plan)
    lost = sorted(
        {
            seat
            for seat in seats
            if 0 <= seat < len(seat_order.position_by_seat) and seat_order.position_by_seat[seat] >= 0
        }
    )
    snapshot = await get_snapshot(performance.id)
    if not lost or snapshot.plan != performance.plan:
        return None
    mask = _open_mask(seat_order, snapshot.seats, lost)
    spaces = sum(seat_order.plan_seats[seat].wheelchair for seat in lost)
    if spaces:
        group = _spaces(mask, lost, spaces)
    else:
        levels = await get_price_levels(performance.id, performance.levels_digest)
        same_price = _open_mask(seat_order, snapshot.seats, lost)
        same_price.keep_levels(await levels_in_seat_order(performance), {levels[seat] - 48 for seat in lost})
        group = _block((same_price, mask), lost, SINGLE_PENALTY[performance.singles])
    if group is None:
        return None
    found = seat_order.seats_at(group)
    return Alternative(found, seat_names(seat_order.plan_seats, found))


def _open_mask(seat_order: SeatOrder, statuses: bytes, lost: Sequence[int]) -> CandidateMask:
    mask = CandidateMask(seat_order, seat_order.in_seat_order(statuses))
    mask.exclude(lost)
    return mask


def _block(masks: Sequence[CandidateMask], lost: Sequence[int], single: float) -> Group | None:
    """Return the block of as many places whose middle is nearest to the middle of the lost ones.

    For a whole table it is a whole table. `masks`: the available places, the preferred mask first. All masks are tried
    in the section of the lost seats before any is tried in the whole plan."""
    seat_order, size = masks[0].seat_order, len(lost)
    middle, sections = _middle(seat_order, lost), {seat_order.plan_seats[seat].section for seat in lost}

    def cost(start: int) -> float:
        far = math.dist(
            middle,
            _middle(seat_order, (seat_order.seat_by_position[start], seat_order.seat_by_position[start + size - 1])),
        )
        return far + count_isolated(masks[0].open_to_anyone, range(start, start + size)) * single

    def away(row: SeatRun) -> float:
        places = {row.start, (row.start + row.stop) // 2, row.stop - 1}
        return min(math.dist(middle, coordinates_of(masks[0], place)) for place in places)

    whole = all(seat_order.plan_seats[seat].at_table == "whole" for seat in lost)
    here = [row for row in seat_order.runs if row.seat.section in sections]
    for every, mask in product((here, seat_order.runs), masks):
        near = heapq.nsmallest(MAX_ROWS, _with_room(mask, every, size, whole=whole), key=away)
        if starts := [start for row in near for start in _starts(mask, row, size, whole=whole)]:
            best = min(starts, key=cost)
            return tuple(range(best, best + size))
    return None


def _with_room(mask: CandidateMask, rows: Sequence[SeatRun], size: int, *, whole: bool) -> list[SeatRun]:
    """Return the rows that have a block of this size. Only searches text, because there may be thousands of rows."""
    letters = mask.available_to_party
    if whole:
        return [row for row in rows if letters[row.start : row.stop] == "t" * size]
    wanted = "o" * size
    return [row for row in rows if letters.find(wanted, row.start, row.stop) >= 0]


def _starts(mask: CandidateMask, row: SeatRun, size: int, *, whole: bool) -> list[int]:
    if whole:
        return [row.start]
    return [row.start + block.start for block in blocks(mask.available_to_party[row.start : row.stop], size)]


def _spaces(mask: CandidateMask, lost: Sequence[int], spaces: int) -> Group | None:
    """Return wheelchair spaces with as many seats beside them, the nearest to the middle of the lost ones."""
    companions = sum(mask.seat_order.plan_seats[seat].companion for seat in lost)
    ways = wheelchair_groups(mask, len(lost), spaces, companions, 50)
    middle = _middle(mask.seat_order, lost)
    return min(ways, key=lambda way: math.dist(middle, coordinates_of(mask, way[0])), default=None)


def _middle(seat_order: SeatOrder, seats: Sequence[int]) -> tuple[float, float]:
    spots = [seat_order.plan_seats[seat] for seat in seats]
    return sum(seat.x for seat in spots) / len(spots), sum(seat.y for seat in spots) / len(spots)
