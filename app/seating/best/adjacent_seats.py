"""Places side by side: the best blocks of a size in the whole house. Pure functions over a field."""

import heapq
import re
from collections.abc import Iterator

import msgspec

from app.seating.best.candidate_mask import Field
from app.seating.rules.row_rules import alone


class Block(msgspec.Struct, frozen=True, order=True):
    """Places at these positions of the line. Sorted: the fewest left on their own (`singles`), then the nearest."""

    singles: int
    rank: float
    start: int
    size: int

    @property
    def positions(self) -> range:
        """Side by side."""
        return range(self.start, self.start + self.size)


def best_blocks(field: Field, size: int, most: int) -> list[Block]:
    """The best blocks of `size` that leave no place on its own, at most so many, the best first.

    A table that is sold whole is a block for a party of just its size."""
    found: list[Block] = []
    worst = float("inf")
    for rank, positions in _near_first(field, size):
        if rank < worst and not alone(field.open, positions):
            found.append(Block(0, rank, positions.start, size))
            if len(found) >= 2 * most:
                found = heapq.nsmallest(most, found)
                worst = found[-1].rank
        elif len(found) >= most and field.chains.chain(positions.start).least > worst:
            break  # no place further on is better
    return heapq.nsmallest(most, found)


def loose_blocks(field: Field, size: int, most: int) -> list[Block]:
    """The same where every way leaves places on their own: as few as possible."""
    every = (Block(alone(field.open, places), rank, places.start, size) for rank, places in _near_first(field, size))
    return heapq.nsmallest(most, every)


def runs(field: Field, least: int, letter: str = "o") -> Iterator[range]:
    """Every run of at least so many places, those of the best rows first."""
    for run in re.finditer(letter + f"{{{least},}}", field.takeable):
        yield range(run.start(), run.end())


def tables(field: Field, size: int) -> Iterator[range]:
    """Every open table for so many that is sold only whole."""
    for table in re.finditer(_table(size), field.takeable):
        yield range(table.start(), table.end())


def _table(size: int) -> str:
    return f"(?<=\\|)t{{{size}}}(?=\\|)"


def _near_first(field: Field, size: int) -> Iterator[tuple[float, range]]:
    """Every block of this size with its rank, whole tables among them in the order of the line."""
    worth = field.chains.worth
    for run in re.finditer(f"o{{{size},}}|{_table(size)}", field.takeable):
        for start in range(run.start(), run.end() - size + 1):
            yield (worth[start + size] - worth[start]) / size, range(start, start + size)
