"""Best available, rung by rung: the next rung only where the last found nothing. Pure functions over a field."""

from typing import Literal

import msgspec

from app.seating.best.adjacent_seats import best_blocks, loose_blocks
from app.seating.best.candidate_mask import Field
from app.seating.best.split_groups import scattered, stacked
from app.seating.best.wheelchair import with_wheelchairs

Rung = Literal["together", "single", "rows", "nearest", "wheelchairs"]


class Party(msgspec.Struct, frozen=True):
    """So many people, wheelchair users and their companions among them.

    `levels`: numbers from 1, none means any; `section`: its name, "" means any. `least`, `most`: the all-in prices the
    levels were chosen by, in minor units, for what is said."""

    size: int
    levels: frozenset[int] = frozenset()
    section: str = ""
    wheelchairs: int = 0
    companions: int = 0
    least: int | None = None
    most: int | None = None


class Pick(msgspec.Struct, frozen=True):
    """Places for a whole party, by their positions in the line, and the rung they were found on."""

    rung: Rung
    positions: tuple[int, ...]


def climb(field: Field, party: Party, most: int) -> list[Pick]:
    """The best places for this party, at most so many ways, the best first; all of one rung. Empty: there are none.

    1 side by side, leaving no place on its own; 2 side by side; 3 in consecutive rows, nobody alone; 4 the nearest
    places. Whoever needs wheelchair spaces gets these with seats beside them, nobody else does."""
    if party.wheelchairs:
        groups = with_wheelchairs(field, party.size, party.wheelchairs, party.companions, most)
        return [Pick("wheelchairs", group) for group in groups]
    if blocks := best_blocks(field, party.size, most):
        return [Pick("together", tuple(block.positions)) for block in blocks]
    if blocks := loose_blocks(field, party.size, most):
        return [Pick("single", tuple(block.positions)) for block in blocks]
    if groups := stacked(field, party.size, most):
        return [Pick("rows", group) for group in groups]
    return [Pick("nearest", group) for group in scattered(field, party.size, most)]
