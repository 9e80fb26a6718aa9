"""Strategies of best available, tried in order until one finds places. Pure functions over a mask."""

from typing import Literal

import msgspec

from app.seating.best.adjacent_seats import best_blocks, blocks_with_singles
from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.split_groups import consecutive_row_groups, scattered_groups
from app.seating.best.wheelchair import wheelchair_groups

Strategy = Literal["together", "single", "rows", "nearest", "wheelchairs"]


class Party(msgspec.Struct, frozen=True):
    """The people to seat and their limits. `size` includes the wheelchair users and their companions.

    `levels`: numbers of price levels from 1, empty for any; `section`: its name, "" for any. `min_price`, `max_price`:
    the all-in prices by which the levels were chosen, in minor units; only the text of the reason uses them."""

    size: int
    levels: frozenset[int] = frozenset()
    section: str = ""
    wheelchairs: int = 0
    companions: int = 0
    min_price: int | None = None
    max_price: int | None = None


class Candidate(msgspec.Struct, frozen=True):
    """Places for a whole party, by their positions in the seat order, and the strategy that found them."""

    strategy: Strategy
    positions: tuple[int, ...]


def find_candidates(mask: CandidateMask, party: Party, max_count: int) -> list[Candidate]:
    """Return the best places for this party, at most `max_count` candidates of one strategy, the best first.

    The strategies in order: adjacent places that leave no single place; adjacent places; blocks of two or more in
    consecutive rows; the nearest places. Only a party that needs wheelchair spaces gets them, with seats beside."""
    if party.wheelchairs:
        groups = wheelchair_groups(mask, party.size, party.wheelchairs, party.companions, max_count)
        return [Candidate("wheelchairs", group) for group in groups]
    if blocks := best_blocks(mask, party.size, max_count):
        return [Candidate("together", tuple(block.positions)) for block in blocks]
    if blocks := blocks_with_singles(mask, party.size, max_count):
        return [Candidate("single", tuple(block.positions)) for block in blocks]
    if groups := consecutive_row_groups(mask, party.size, max_count):
        return [Candidate("rows", group) for group in groups]
    return [Candidate("nearest", group) for group in scattered_groups(mask, party.size, max_count)]
