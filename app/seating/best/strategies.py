"""Best available, rung by rung: the next rung only where the last found nothing. Pure functions over a field."""

from typing import Literal

import msgspec

from app.seating.best.adjacent_seats import best_blocks, blocks_with_singles
from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.split_groups import consecutive_row_groups, scattered_groups
from app.seating.best.wheelchair import wheelchair_groups

Strategy = Literal["together", "single", "rows", "nearest", "wheelchairs"]


class Party(msgspec.Struct, frozen=True):
    """So many people, wheelchair users and their companions among them.

    `levels`: numbers from 1, none means any; `section`: its name, "" means any. `min_price`, `max_price`: the all-in
    prices the levels were chosen by, in minor units, for the reason given."""

    size: int
    levels: frozenset[int] = frozenset()
    section: str = ""
    wheelchairs: int = 0
    companions: int = 0
    min_price: int | None = None
    max_price: int | None = None


class Candidate(msgspec.Struct, frozen=True):
    """Places for a whole party, by their positions in the line, and the rung they were found on."""

    strategy: Strategy
    positions: tuple[int, ...]


def find_candidates(mask: CandidateMask, party: Party, max_count: int) -> list[Candidate]:
    """The best places for this party, at most so many ways, the best first; all of one rung. Empty: there are none.

    1 side by side, leaving no place on its own; 2 side by side; 3 in consecutive rows, none alone; 4 the nearest
    places. A party that needs wheelchair spaces gets these with seats beside them, no other does."""
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
