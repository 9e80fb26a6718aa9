"""Rules of a row, as pure functions over a text; every way to choose seats uses them. The browser has the same rules
in assets/js/map/model/row_rules.js.

The text has one letter per place, in the order in which people sit: `o` open to every fan, `w` an open wheelchair
space, `c` an open companion seat, `t` an open seat at a table that is sold only whole. Any other letter is a place that
is not open, or a gap, and ends a run. Seats that the requesting fan holds count as open."""

from collections.abc import Collection, Sequence
from typing import Literal

Verdict = Literal["", "wheelchair", "companion", "table", "single"]

COMPANIONS_PER_SPACE = 3
"""The most companion seats that may be taken with one wheelchair space."""


def isolated_places(row: str, taken: Collection[int]) -> list[int]:
    """Return the `o` places that lose their last open neighbour when `taken` are taken.

    An open wheelchair space does not count as a neighbour, because it is not for other fans."""
    ends = {*taken[:1], *taken[-1:]} if isinstance(taken, range) else taken  # a block has neighbours only at its ends
    beside = {place + side for place in ends if row[place] == "o" for side in (-1, 1)}.difference(taken)
    return sorted(place for place in beside if _open(row, place) and not _company(row, place, taken))


def count_isolated(row: str, taken: Collection[int]) -> int:
    """Count the places that become single when `taken` are taken."""
    return len(isolated_places(row, taken))


def blocks(row: str, size: int) -> list[range]:
    """List every block of `size` adjacent `o` places, from left to right."""
    wanted, found, at = "o" * max(size, 1), [], -1
    while (at := row.find(wanted, at + 1)) >= 0:
        found.append(range(at, at + len(wanted)))
    return found


def min_isolated(row: str, size: int) -> int:
    """Return the least number of places that become single when `size` people sit in one block of this row.

    The number of places of the row where no block fits: then the rule allows any choice."""
    return min((count_isolated(row, block) for block in blocks(row, size)), default=len(row))


def better_blocks(row: str, taken: Collection[int]) -> list[range]:
    """Return the blocks of the same size that leave the fewest single places, the nearest to `taken` first.

    Empty when `taken` already leaves as few."""
    least, start = min_isolated(row, len(taken)), min(taken, default=0)
    if count_isolated(row, taken) <= least:
        return []
    kind = [block for block in blocks(row, len(taken)) if count_isolated(row, block) == least]
    return sorted(kind, key=lambda block: abs(block.start - start))


def find_violation(row: str, taken: Collection[int], wheelchairs: int = 0) -> Verdict:
    """Return the rule that forbids taking these places, or "". `wheelchairs`: the spaces the whole party asked for.

    A wheelchair space is only for a party that asked for one, a companion seat only with such a space, and a table that
    is sold whole is never split. "single": they leave more single places than the best block of the same size in this
    row; so the last possible choice is never refused. It does not apply to wheelchair spaces and companion seats."""
    letters = [row[place] for place in taken]
    if letters.count("w") > wheelchairs:
        return "wheelchair"
    if letters.count("c") > wheelchairs * COMPANIONS_PER_SPACE:
        return "companion"
    if "t" in letters and letters.count("t") < row.count("t"):
        return "table"
    if "w" in letters or "c" in letters:
        return ""
    return "single" if count_isolated(row, taken) > min_isolated(row, len(taken)) else ""


def best_block(row: str, at: int, size: int) -> Sequence[int]:
    """Return the best adjacent places that contain the place `at`: `size` of them if they fit, else fewer.

    Prefers those that leave the fewest single places, then those to its right. A table that is sold whole is taken
    whole; beside a wheelchair space companion seats are preferred, never a second space. Empty when `at` is not open,
    or a companion seat."""
    if not 0 <= at < len(row) or row[at] not in "owt":
        return []
    if row[at] == "t":
        return [place for place, letter in enumerate(row) if letter == "t"]
    with_it = "co" if row[at] == "w" else "o"
    for many in range(size, 0, -1):
        if found := _around(row, at, many, with_it):
            return min(
                found, key=lambda places: (-_companions(row, places), count_isolated(row, places), at - places.start)
            )
    return []


def _around(row: str, at: int, size: int, with_it: str) -> list[range]:
    starts = range(max(0, at - size + 1), min(at, len(row) - size) + 1)
    every = (range(start, start + size) for start in starts)
    return [places for places in every if all(place == at or row[place] in with_it for place in places)]


def _companions(row: str, places: range) -> int:
    return row.count("c", places.start, places.stop)


def _open(row: str, place: int) -> bool:
    return 0 <= place < len(row) and row[place] == "o"


def _company(row: str, place: int, taken: Collection[int]) -> bool:
    return any(_open(row, place + side) and place + side not in taken for side in (-1, 1))
