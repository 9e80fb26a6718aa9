"""The rules of a row, as pure functions over one picture of it: map, party mode, best available, box office and API all
ask here. The browser has the same rules in assets/js/map/model/row_rules.js.

A picture is a string, one letter a place, in the order in which people sit side by side: `o` open to all,
`w` an open wheelchair space, `c` an open seat of a companion, `t` an open place at a table that is sold only whole.
Any other letter is a place that is not available, or a gap: it ends a run. What the asking fan holds is open
to them."""

from collections.abc import Collection, Sequence
from typing import Literal

Verdict = Literal["", "wheelchair", "companion", "table", "single"]

COMPANIONS_PER_SPACE = 3
"""How many seats of companions go with one wheelchair space."""


def isolated_places(row: str, taken: Collection[int]) -> list[int]:
    """The places open to all that would be left without an open neighbour, and had one before.

    An open wheelchair space is no neighbour here: it is not for the next fan."""
    ends = {*taken[:1], *taken[-1:]} if isinstance(taken, range) else taken  # a block has neighbours only there
    beside = {place + side for place in ends if row[place] == "o" for side in (-1, 1)}.difference(taken)
    return sorted(place for place in beside if _open(row, place) and not _company(row, place, taken))


def count_isolated(row: str, taken: Collection[int]) -> int:
    """How many places `taken` would newly leave on their own."""
    return len(isolated_places(row, taken))


def blocks(row: str, size: int) -> list[range]:
    """Every way to seat so many side by side, from left to right."""
    wanted, found, at = "o" * max(size, 1), [], -1
    while (at := row.find(wanted, at + 1)) >= 0:
        found.append(range(at, at + len(wanted)))
    return found


def min_isolated(row: str, size: int) -> int:
    """The least number of places that seating so many side by side here must leave on their own.

    As many as the row has places when they cannot sit side by side: then nothing is asked of them."""
    return min((count_isolated(row, block) for block in blocks(row, size)), default=len(row))


def better_blocks(row: str, taken: Collection[int]) -> list[range]:
    """Blocks of as many places that leave fewer on their own, as few as possible, the nearest first; else nothing."""
    least, start = min_isolated(row, len(taken)), min(taken, default=0)
    if count_isolated(row, taken) <= least:
        return []
    kind = [block for block in blocks(row, len(taken)) if count_isolated(row, block) == least]
    return sorted(kind, key=lambda block: abs(block.start - start))


def find_violation(row: str, taken: Collection[int], wheelchairs: int = 0) -> Verdict:
    """What speaks against taking these places, or "". `wheelchairs`: how many such spaces the whole party asked for.

    A wheelchair space is only for a party that asked for one, a companion's seat only with such a space, a table that
    is sold whole is never parted. "single": it leaves more places on their own than the best way for as many in this
    row, so the last way to seat a party is never refused. That is not asked of those in or beside a wheelchair."""
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
    """The best places side by side for a party that wants the place `at`: as many as `size` if they fit, else fewer.

    The fewest left on their own, then rather to its right. A table that is sold whole is taken whole; a wheelchair
    space with seats of companions before others, never with a second space. Nothing when `at` cannot be asked for."""
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
