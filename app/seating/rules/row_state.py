"""States of rows, read from the database for the row rules (app.seating.rules.row_rules), with one fan's own and
requested seats."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from app.events.catalog import Performance
from app.seating.plan.seat_order import SeatOrder, SeatRun
from app.seating.rules import row_rules
from db import pool

OPEN = """
    SELECT s.idx FROM seat s WHERE s.performance_id = $1 AND s.idx = ANY ($2)
      AND is_open(s.status, s.hold_expires_at, now()) AND s.allocation IS NULL
"""


class RowState(msgspec.Struct, frozen=True):
    """A run of neighbours. `seats`: their numbers; `letters`: the text for the rules, in which the fan's own seats are
    open. `own`: the places of the fan's seats, as indexes in `letters`; `taken`: these and the requested ones."""

    run: SeatRun
    seats: Sequence[int]
    letters: str
    own: frozenset[int]
    taken: frozenset[int]

    @property
    def requested(self) -> frozenset[int]:
        """The places of the requested seats."""
        return self.taken - self.own

    def seats_at(self, places: Iterable[int]) -> list[int]:
        """Return the numbers of the seats at these places."""
        return [self.seats[place] for place in places]

    def blocks_beside(self) -> list[range]:
        """Return blocks, as long as the request, that the rules allow together with the fan's own seats.

        The best first: beside the fan's own seats, then near the requested ones."""
        count, start = len(self.requested), min(self.requested, default=0)
        others = "".join("x" if place in self.own else letter for place, letter in enumerate(self.letters))
        least = row_rules.min_isolated(self.letters, len(self.taken))  # as find_violation counts it
        ways = row_rules.blocks(others, count) if self.has_only_general_seats else []
        fine = [way for way in ways if row_rules.count_isolated(self.letters, self.own.union(way)) <= least]

        def cost(way: range) -> tuple[bool, int]:
            return bool(self.own) and not {way.start - 1, way.stop} & self.own, abs(way.start - start)

        return sorted(fine, key=cost)

    def better_blocks(self) -> list[range]:
        """Return blocks for all `taken` places that leave fewer single seats; first those with the most own seats."""
        return sorted(row_rules.better_blocks(self.letters, self.taken), key=lambda block: -len(self.own & set(block)))

    @property
    def has_only_general_seats(self) -> bool:
        """Whether none of the `taken` places is a wheelchair space, a companion seat or at a whole table."""
        return all(self.letters[place] == "o" for place in self.taken)


async def open_seats_among(performance: Performance, seats: Sequence[int]) -> set[int]:
    """Read which of these seats are open now."""
    return {row["idx"] for row in await pool.fetch(OPEN, performance.id, seats)}


async def row_states(
    performance: Performance, seat_order: SeatOrder, requested: Collection[int], own: Collection[int]
) -> list[RowState]:
    """Read the state of each run of neighbours in which a seat is requested. `own`: the fan's own seats."""
    touched = sorted(
        {
            seat_order.run_index[seat_order.position_by_seat[seat]]
            for seat in requested
            if seat_order.position_by_seat[seat] >= 0
        }
    )
    runs = [seat_order.runs[number] for number in touched]
    every = [seat_order.seat_by_position[place] for run in runs for place in run.positions]
    free = await open_seats_among(performance, every) | set(own)
    return list(_states(seat_order, runs, free, own, requested))


def _states(
    seat_order: SeatOrder,
    runs: Sequence[SeatRun],
    free: Collection[int],
    own: Collection[int],
    requested: Collection[int],
) -> Iterator[RowState]:
    for run in runs:
        seats = [seat_order.seat_by_position[place] for place in run.positions]
        letters = (chr(seat_order.letters[place]) for place in run.positions)
        row = "".join(letter if seat in free else "x" for letter, seat in zip(letters, seats, strict=True))
        held = frozenset(place for place, seat in enumerate(seats) if seat in own)
        yield RowState(run, seats, row, held, held | {place for place, seat in enumerate(seats) if seat in requested})
