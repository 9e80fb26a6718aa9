"""Blocks: the best adjacent places for a party in the whole plan. Pure functions over a mask."""

import heapq
import re
from collections.abc import Iterator

import msgspec

from app.seating.best.candidate_mask import CandidateMask
from app.seating.rules.row_rules import count_isolated


class Block(msgspec.Struct, frozen=True, order=True):
    """`size` adjacent places from position `start` of the seat order.

    Blocks are sorted by the number of single places that they leave (`singles`), then by `rank`; low is good."""

    singles: int
    rank: float
    start: int
    size: int

    @property
    def positions(self) -> range:
        """The positions of its places."""
        return range(self.start, self.start + self.size)


def best_blocks(mask: CandidateMask, size: int, max_count: int) -> list[Block]:
    """Return the best blocks of `size` places that leave no single place, at most `max_count`, the best first.

    A table that is sold whole is a block for a party of exactly its size."""
    found: list[Block] = []
    worst = float("inf")
    for rank, positions in _near_first(mask, size):
        if rank < worst and not count_isolated(mask.open_to_anyone, positions):
            found.append(Block(0, rank, positions.start, size))
            if len(found) >= 2 * max_count:
                found = heapq.nsmallest(max_count, found)
                worst = found[-1].rank
        elif len(found) >= max_count and mask.seat_order.run_at(positions.start).best_rank > worst:
            break  # the runs are sorted by rank: no later one is better
    return heapq.nsmallest(max_count, found)


def blocks_with_singles(mask: CandidateMask, size: int, max_count: int) -> list[Block]:
    """Return the blocks of `size` places that leave the fewest single places, at most `max_count`, the best first."""
    every = (
        Block(count_isolated(mask.open_to_anyone, places), rank, places.start, size)
        for rank, places in _near_first(mask, size)
    )
    return heapq.nsmallest(max_count, every)


def open_runs(mask: CandidateMask, min_length: int, letter: str = "o") -> Iterator[range]:
    """Yield every run of at least `min_length` places with this letter, those of the best rows first."""
    for run in re.finditer(letter + f"{{{min_length},}}", mask.available_to_party):
        yield range(run.start(), run.end())


def _table(size: int) -> str:
    return f"(?<=\\|)t{{{size}}}(?=\\|)"


def _near_first(mask: CandidateMask, size: int) -> Iterator[tuple[float, range]]:
    """Yield (mean rank, positions) of every block of this size and every whole table, in seat order."""
    worth = mask.seat_order.rank_prefix_sum
    for run in re.finditer(f"o{{{size},}}|{_table(size)}", mask.available_to_party):
        for start in range(run.start(), run.end() - size + 1):
            yield (worth[start + size] - worth[start]) / size, range(start, start + size)
