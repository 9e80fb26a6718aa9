"""Wheelchair spaces with the seats of who comes along. Pure functions over a field."""

import math
import re
from collections.abc import Iterator, Sequence

from app.seating.best.candidate_mask import Field
from app.seating.best.split_groups import Group, spot
from app.seating.rules.row_rules import COMPANIONS, alone

LOOKED_AT = 16
"""Wheelchair spaces around which people are seated one by one, the best first."""


def with_wheelchairs(field: Field, size: int, wheelchairs: int, companions: int, most: int) -> list[Group]:
    """A party of `size` on `wheelchairs` spaces and seats beside them, rather those of companions; `companions` of
    these even where they are not beside. Side by side if possible, else as near as there is. At most so many."""
    spaces = [match.start() for match in re.finditer("w", field.takeable)]
    wanted = min(max(companions, size - wheelchairs), wheelchairs * COMPANIONS)
    groups = {group for at in spaces for group in _side_by_side(field, at, size, wheelchairs)}
    if not groups:
        near = (_near(field, at, size, wheelchairs, companions) for at in spaces[:LOOKED_AT])
        groups = {group for group in near if group}

    def cost(group: Group) -> tuple[int, float, Group]:
        lacking = max(0, wanted - sum(field.takeable[place] == "c" for place in group))
        rank = min(field.chains.chain(place).least for place in group if field.takeable[place] == "w")
        return lacking + alone(field.open, group), rank, group

    return sorted(groups, key=cost)[:most]


def _side_by_side(field: Field, at: int, size: int, wheelchairs: int) -> Iterator[Group]:
    for start in range(max(0, at - size + 1), at + 1):
        if _fits(field.takeable[start : start + size], size, wheelchairs):
            yield tuple(range(start, start + size))


def _fits(letters: str, size: int, wheelchairs: int) -> bool:
    known = all(letter in "wco" for letter in letters) and len(letters) == size
    return known and letters.count("w") == wheelchairs and letters.count("c") <= wheelchairs * COMPANIONS


def _near(field: Field, at: int, size: int, wheelchairs: int, companions: int) -> Group:
    """The nearest spaces; beside them, then near them companions' seats as asked for, then any seats. () if too few."""
    section = field.chains.chain(at).seat.section
    by_letter: dict[str, list[int]] = {"w": [], "c": [], "o": []}
    for chain in field.chains.chains:
        if chain.seat.section == section:
            for place in chain.positions:
                if field.takeable[place] in by_letter:
                    by_letter[field.takeable[place]].append(place)
    spaces = _nearest(field, at, by_letter["w"])[:wheelchairs]
    own = {field.chains.of[place] for place in spaces}
    seats = _nearest(field, at, by_letter["c"] + by_letter["o"])
    beside = [place for place in seats if field.chains.of[place] in own]
    asked = [place for place in seats if field.takeable[place] == "c"][:companions]
    order = list(dict.fromkeys([*beside, *asked, *(place for place in seats if field.takeable[place] == "o")]))
    got, room = [], wheelchairs * COMPANIONS
    for place in order:
        room -= field.takeable[place] == "c"
        if room >= 0 or field.takeable[place] == "o":
            got.append(place)
    group = (*spaces, *got[: size - wheelchairs])
    return tuple(sorted(group)) if len(group) == size and len(spaces) == wheelchairs else ()


def _nearest(field: Field, at: int, places: Sequence[int]) -> list[int]:
    here = spot(field, at)
    return sorted(places, key=lambda place: math.dist(here, spot(field, place)))
