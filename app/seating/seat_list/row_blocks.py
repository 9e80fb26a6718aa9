"""Blocks of a row for a party, by the rules of row_rules.py, so that the list and the map offer the same blocks."""

from collections.abc import Callable, Sequence

from app.seating.plan.seats import Seat
from app.seating.rules import row_rules

GAP = "-"


class RowBlocks:
    """A row's seats in their order, with a gap between two that are not neighbours. `strict`: blocks that leave a
    single seat needlessly are not offered."""

    def __init__(self, row: Sequence[Seat], is_open: Callable[[Seat], bool], party: int, strict: bool) -> None:
        self._party, self._strict = party, strict
        self._seats: list[Seat | None] = []
        letters = []
        for seat in row:
            last = self._seats[-1] if self._seats else None
            if last and last.idx not in (seat.left_idx, seat.right_idx):
                self._seats.append(None)
                letters.append(GAP)
            self._seats.append(seat)
            letters.append(_letter(seat) if is_open(seat) else "x")
        self._letters = "".join(letters)
        self._least: dict[int, int] = {}
        self._places = {seat.idx: place for place, seat in enumerate(self._seats) if seat}

    def best_block(self, run: Sequence[Seat]) -> list[Seat]:
        """Return the best seats for the party in this run of neighbours: those that leave the fewest single seats, then
        the first.

        Empty when the run is too short, or when `strict` requires a better block elsewhere in the row."""
        first = self._places[run[0].idx]
        starts = range(first, first + len(run) - self._party + 1)
        ways = [(row_rules.count_isolated(self._letters, range(at, at + self._party)), at) for at in starts]
        if not ways:
            return []
        left, at = min(ways)
        return [] if self._strict and left > self._fewest(at) else self._at(range(at, at + self._party))

    def around_space(self, space: Seat) -> list[Seat]:
        """Return a wheelchair space and the seats beside it for the rest of the party, as many as are open."""
        at = self._places[space.idx]
        return self._at(
            sorted(row_rules.best_block(self._letters, at, self._party), key=lambda place: (place != at, place))
        )

    def _fewest(self, at: int) -> int:
        """Return the fewest single places that a block must leave between the gaps on both sides of this place."""
        start, end = self._letters.rfind(GAP, 0, at) + 1, self._letters.find(GAP, at)
        if start not in self._least:
            self._least[start] = row_rules.min_isolated(self._letters[start : end if end >= 0 else None], self._party)
        return self._least[start]

    def _at(self, places: Sequence[int]) -> list[Seat]:
        return [seat for place in places if (seat := self._seats[place])]


def _letter(seat: Seat) -> str:
    if seat.at_table == "whole":
        return "t"
    return "w" if seat.wheelchair else "c" if seat.companion else "o"
