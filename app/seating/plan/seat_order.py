"""A plan as one line: every run of neighbours after the other, the best first; one search passes over the whole house.

Places in the line have positions; a place of the plan has a number. `|` stands before, between and behind the runs."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter

import msgspec

from app.seating.plan.seats import Picture, Seat, picture_of
from app.web.forever import Forever

END = "|"
LETTERS = "owct"


class Chain(msgspec.Struct, frozen=True):
    """A run of neighbours from position `start` up to `to`, or all seats at one table.

    `row` counts the rows of the plan in its order; `least` is the worth of its best place."""

    start: int
    to: int
    row: int
    least: float
    seat: Seat

    @property
    def positions(self) -> range:
        """All of it."""
        return range(self.start, self.to)


class Chains(msgspec.Struct, frozen=True):
    """By position: `seat`, the number there (the count of seats at an end), `letters` as in
    app.seating.rules.row_rules, `worth`,
    the sum of ranks before it, and `of`, the chain it is in. `at`: the position of each seat (-1 for who stands).

    `rows`: the chains of each row. `counting_on`: the first number and the one after the last of each chain whose
    numbers count on."""

    picture: Picture
    seat: "array[int]"
    at: "array[int]"
    letters: bytes
    worth: "array[float]"
    of: "array[int]"
    chains: list[Chain]
    rows: list[list[int]]
    counting_on: list[tuple[int, int]]

    def along(self, statuses: bytes, end: bytes = b"|") -> bytes:
        """One byte a seat in the order of the line, `end` at the ends. Raises ValueError for a map of another size."""
        if len(statuses) != len(self.picture):
            raise ValueError(f"a map of {len(statuses)} seats for a plan of {len(self.picture)}")
        if len(self.counting_on) == len(self.chains):  # ten times as fast as one by one
            return end + b"".join([statuses[start:to] + end for start, to in self.counting_on])
        return bytes(itemgetter(*self.seat)(statuses + end))

    def chain(self, position: int) -> Chain:
        """The run a position is in."""
        return self.chains[self.of[position]]

    def seats(self, positions: Sequence[int]) -> list[int]:
        """The numbers of these places, in the plan's order."""
        return sorted(self.seat[position] for position in positions)

    def rank(self, positions: range) -> float:
        """The mean worth of places side by side; low is good."""
        return (self.worth[positions.stop] - self.worth[positions.start]) / len(positions)

    def behind(self, row: int) -> int | None:
        """The row after this one in its section, or None at its end."""
        if row + 1 >= len(self.rows):
            return None
        here, there = (self.chains[self.rows[n][0]].seat for n in (row, row + 1))
        return row + 1 if here.section == there.section and not here.at_table else None


async def chains_of(plan: int) -> Chains:
    """The line of plan version `plan`. Read once per process."""
    return await all_chains(plan)


async def _read(plan: int) -> Chains:
    return link(await picture_of(plan))


all_chains = Forever(_read, 32)


def link(picture: Picture) -> Chains:
    """The line of a plan. Seats whose view is restricted count as farther than any other."""
    runs = sorted((min(_worth(picture, i) for i in run), run) for run in _runs(picture))
    number = _row_numbers(picture)
    seat, at, of = array("i", [len(picture)]), array("i", [-1]) * len(picture), array("i", [-1])
    chains: list[Chain] = []
    rows: list[list[int]] = [[] for _ in number]
    for least, run in runs:
        first = picture[run[0]]
        row = number[first.section, first.row]
        rows[row].append(len(chains))
        for place, idx in enumerate(run, len(seat)):
            at[idx] = place
        of.extend([len(chains)] * len(run) + [-1])
        chains.append(Chain(len(seat), len(seat) + len(run), row, least, first))
        seat.extend([*run, len(picture)])
    letters = "".join(END if idx == len(picture) else letter_of(picture[idx]) for idx in seat)
    worth = accumulate((0.0 if idx == len(picture) else _worth(picture, idx) for idx in seat), initial=0.0)
    counting_on = [(run[0], run[-1] + 1) for _, run in runs if run == list(range(run[0], run[-1] + 1))]
    return Chains(picture, seat, at, letters.encode(), array("d", worth), of, chains, rows, counting_on)


def letter_of(seat: Seat) -> str:
    """What an open seat is in the picture of its row."""
    return "t" if seat.at_table == "whole" else "w" if seat.wheelchair else "c" if seat.companion else "o"


def _worth(picture: Picture, idx: int) -> float:
    seat = picture[idx]
    return seat.rank + (len(picture) if seat.restricted else 0)


def _row_numbers(picture: Picture) -> dict[tuple[str, str], int]:
    """The rows of each section one after the other, in the plan's order."""
    sections: dict[str, dict[str, None]] = {}
    for seat in picture:
        if not seat.stands:
            sections.setdefault(seat.section, {})[seat.row] = None
    names = [(section, row) for section, rows in sections.items() for row in rows]
    return {name: number for number, name in enumerate(names)}


def _runs(picture: Picture) -> Iterator[list[int]]:
    """Neighbours from left to right; each seat once, however the plan links them. Whoever sits at one table sits
    together, linked or not; nobody stands in a run."""
    seen = bytearray(len(picture))
    tables: dict[tuple[str, str], list[int]] = {}
    ends = (seat for seat in picture if seat.left_idx is None)
    for seat in (*ends, *picture):  # whoever is left sits in a ring: it is cut before its first number
        if seen[seat.idx] or seat.stands:
            continue
        if seat.at_table:
            tables.setdefault((seat.section, seat.row), []).append(seat.idx)
            seen[seat.idx] = 1
            continue
        yield list(_onward(picture, seat.idx, seen))
    yield from (sorted(table) for table in tables.values())


def _onward(picture: Picture, idx: int | None, seen: bytearray) -> Iterator[int]:
    while idx is not None and not seen[idx]:
        seen[idx] = 1
        yield idx
        idx = picture[idx].right_idx
