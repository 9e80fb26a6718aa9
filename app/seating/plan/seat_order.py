"""Seat order of a plan: all runs of neighbours in one sequence, the best run first, so that one search covers the plan.

A place has a position in the sequence and a number (`idx`) in the plan. `|` stands before, between and after runs."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter

import msgspec

from app.seating.plan.seats import PlanSeats, Seat, get_plan_seats
from app.web.cache import ImmutableCache

RUN_END = "|"
LETTERS = "owct"


class SeatRun(msgspec.Struct, frozen=True):
    """A run of neighbours from position `start` up to `stop`, or all seats at one table.

    `row` counts the rows of the plan in its order; `best_rank` is the rank of its best place."""

    start: int
    stop: int
    row: int
    best_rank: float
    seat: Seat

    @property
    def positions(self) -> range:
        """The positions of its places."""
        return range(self.start, self.stop)


class SeatOrder(msgspec.Struct, frozen=True):
    """A seat order. By position: `seat_by_position`, the seat's number (at a `|` the count of seats); `letters`, as in
    app.seating.rules.row_rules; `rank_prefix_sum`, the sum of the ranks before it; `run_index`, the index of its run.
    `position_by_seat`: the position of each seat, -1 for a standing place.

    `runs_by_row`: the indexes of each row's runs. `consecutive_ranges`: the first number and the one after the last of
    each run with consecutive numbers."""

    plan_seats: PlanSeats
    seat_by_position: "array[int]"
    position_by_seat: "array[int]"
    letters: bytes
    rank_prefix_sum: "array[float]"
    run_index: "array[int]"
    runs: list[SeatRun]
    runs_by_row: list[list[int]]
    consecutive_ranges: list[tuple[int, int]]

    def in_seat_order(self, statuses: bytes, end: bytes = b"|") -> bytes:
        """Return the bytes of `statuses` by position, with `end` at each `|`. Raises ValueError for another size."""
        if len(statuses) != len(self.plan_seats):
            raise ValueError(f"a map of {len(statuses)} seats for a plan of {len(self.plan_seats)}")
        if len(self.consecutive_ranges) == len(self.runs):  # slices are ten times as fast as single bytes
            return end + b"".join([statuses[start:to] + end for start, to in self.consecutive_ranges])
        return bytes(itemgetter(*self.seat_by_position)(statuses + end))

    def run_at(self, position: int) -> SeatRun:
        """Return the run that contains this position."""
        return self.runs[self.run_index[position]]

    def seats_at(self, positions: Sequence[int]) -> list[int]:
        """Return the numbers of these places, in the plan's order."""
        return sorted(self.seat_by_position[position] for position in positions)

    def mean_rank(self, positions: range) -> float:
        """Return the mean rank of adjacent places; low is good."""
        return (self.rank_prefix_sum[positions.stop] - self.rank_prefix_sum[positions.start]) / len(positions)

    def row_behind(self, row: int) -> int | None:
        """Return the row behind this one in its section; None for the last row and for tables."""
        if row + 1 >= len(self.runs_by_row):
            return None
        here, there = (self.runs[self.runs_by_row[n][0]].seat for n in (row, row + 1))
        return row + 1 if here.section == there.section and not here.at_table else None


async def get_seat_order(plan: int) -> SeatOrder:
    """Return the seat order of plan version `plan`. Read once per process."""
    return await cached_seat_orders(plan)


async def _read(plan: int) -> SeatOrder:
    return build_seat_order(await get_plan_seats(plan))


cached_seat_orders = ImmutableCache(_read, 32)


def build_seat_order(plan_seats: PlanSeats) -> SeatOrder:
    """Build the seat order of a plan. Seats with a restricted view rank behind all others."""
    runs = sorted((min(_worth(plan_seats, i) for i in run), run) for run in _runs(plan_seats))
    number = _row_numbers(plan_seats)
    seat, at, of = array("i", [len(plan_seats)]), array("i", [-1]) * len(plan_seats), array("i", [-1])
    seat_runs: list[SeatRun] = []
    rows: list[list[int]] = [[] for _ in number]
    for least, run in runs:
        first = plan_seats[run[0]]
        row = number[first.section, first.row]
        rows[row].append(len(seat_runs))
        for place, idx in enumerate(run, len(seat)):
            at[idx] = place
        of.extend([len(seat_runs)] * len(run) + [-1])
        seat_runs.append(SeatRun(len(seat), len(seat) + len(run), row, least, first))
        seat.extend([*run, len(plan_seats)])
    letters = "".join(RUN_END if idx == len(plan_seats) else letter_of(plan_seats[idx]) for idx in seat)
    worth = accumulate((0.0 if idx == len(plan_seats) else _worth(plan_seats, idx) for idx in seat), initial=0.0)
    consecutive_ranges = [(run[0], run[-1] + 1) for _, run in runs if run == list(range(run[0], run[-1] + 1))]
    return SeatOrder(plan_seats, seat, at, letters.encode(), array("d", worth), of, seat_runs, rows, consecutive_ranges)


def letter_of(seat: Seat) -> str:
    """Return the letter of this seat, while it is open, as in app.seating.rules.row_rules."""
    return "t" if seat.at_table == "whole" else "w" if seat.wheelchair else "c" if seat.companion else "o"


def _worth(plan_seats: PlanSeats, idx: int) -> float:
    seat = plan_seats[idx]
    return seat.rank + (len(plan_seats) if seat.restricted else 0)


def _row_numbers(plan_seats: PlanSeats) -> dict[tuple[str, str], int]:
    """Return the number of each (section, row), counted section by section in the plan's order."""
    sections: dict[str, dict[str, None]] = {}
    for seat in plan_seats:
        if not seat.is_standing:
            sections.setdefault(seat.section, {})[seat.row] = None
    names = [(section, row) for section, rows in sections.items() for row in rows]
    return {name: number for number, name in enumerate(names)}


def _runs(plan_seats: PlanSeats) -> Iterator[list[int]]:
    """Yield the runs of neighbours from left to right; each seat once, even where the links of the plan form a ring.

    All seats at one table are one run, linked or not; standing places are in no run."""
    seen = bytearray(len(plan_seats))
    tables: dict[tuple[str, str], list[int]] = {}
    ends = (seat for seat in plan_seats if seat.left_idx is None)
    for seat in (*ends, *plan_seats):  # the seats that remain form rings: each is cut before its first number
        if seen[seat.idx] or seat.is_standing:
            continue
        if seat.at_table:
            tables.setdefault((seat.section, seat.row), []).append(seat.idx)
            seen[seat.idx] = 1
            continue
        yield list(_onward(plan_seats, seat.idx, seen))
    yield from (sorted(table) for table in tables.values())


def _onward(plan_seats: PlanSeats, idx: int | None, seen: bytearray) -> Iterator[int]:
    while idx is not None and not seen[idx]:
        seen[idx] = 1
        yield idx
        idx = plan_seats[idx].right_idx
