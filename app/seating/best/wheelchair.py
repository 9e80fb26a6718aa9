"""Wheelchair spaces together with seats for the rest of the party. Pure functions over a mask."""

import math
import re
from collections.abc import Iterator, Sequence

from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.split_groups import Group, coordinates_of
from app.seating.rules.row_rules import COMPANIONS_PER_SPACE, count_isolated

MAX_SPACES_TRIED = 16
"""The number of wheelchair spaces around which a group is searched place by place, the best first."""


def wheelchair_groups(mask: CandidateMask, size: int, wheelchairs: int, companions: int, max_count: int) -> list[Group]:
    """Return groups of `size` places with `wheelchairs` wheelchair spaces, at most `max_count`, the best first.

    The places are adjacent if possible, else as near as possible. Companion seats are preferred beside a space;
    `companions` of them are taken even where they are not beside it."""
    spaces = [match.start() for match in re.finditer("w", mask.available_to_party)]
    wanted = min(max(companions, size - wheelchairs), wheelchairs * COMPANIONS_PER_SPACE)
    groups = {group for at in spaces for group in _side_by_side(mask, at, size, wheelchairs)}
    if not groups:
        near = (_near(mask, at, size, wheelchairs, companions) for at in spaces[:MAX_SPACES_TRIED])
        groups = {group for group in near if group}

    def cost(group: Group) -> tuple[int, float, Group]:
        lacking = max(0, wanted - sum(mask.available_to_party[place] == "c" for place in group))
        rank = min(mask.seat_order.run_at(place).best_rank for place in group if mask.available_to_party[place] == "w")
        return lacking + count_isolated(mask.open_to_anyone, group), rank, group

    return sorted(groups, key=cost)[:max_count]


def _side_by_side(mask: CandidateMask, at: int, size: int, wheelchairs: int) -> Iterator[Group]:
    for start in range(max(0, at - size + 1), at + 1):
        if _fits(mask.available_to_party[start : start + size], size, wheelchairs):
            yield tuple(range(start, start + size))


def _fits(letters: str, size: int, wheelchairs: int) -> bool:
    known = all(letter in "wco" for letter in letters) and len(letters) == size
    return known and letters.count("w") == wheelchairs and letters.count("c") <= wheelchairs * COMPANIONS_PER_SPACE


def _near(mask: CandidateMask, at: int, size: int, wheelchairs: int, companions: int) -> Group:
    """Return a group around the space `at`, or () where the section has too few places.

    It takes the nearest wheelchair spaces, then seats beside them, then `companions` companion seats, then any
    seats."""
    section = mask.seat_order.run_at(at).seat.section
    by_letter: dict[str, list[int]] = {"w": [], "c": [], "o": []}
    for chain in mask.seat_order.runs:
        if chain.seat.section == section:
            for place in chain.positions:
                if mask.available_to_party[place] in by_letter:
                    by_letter[mask.available_to_party[place]].append(place)
    spaces = _nearest(mask, at, by_letter["w"])[:wheelchairs]
    own = {mask.seat_order.run_index[place] for place in spaces}
    seats = _nearest(mask, at, by_letter["c"] + by_letter["o"])
    beside = [place for place in seats if mask.seat_order.run_index[place] in own]
    asked = [place for place in seats if mask.available_to_party[place] == "c"][:companions]
    order = list(dict.fromkeys([*beside, *asked, *(place for place in seats if mask.available_to_party[place] == "o")]))
    got, room = [], wheelchairs * COMPANIONS_PER_SPACE
    for place in order:
        room -= mask.available_to_party[place] == "c"
        if room >= 0 or mask.available_to_party[place] == "o":
            got.append(place)
    group = (*spaces, *got[: size - wheelchairs])
    return tuple(sorted(group)) if len(group) == size and len(spaces) == wheelchairs else ()


def _nearest(mask: CandidateMask, at: int, places: Sequence[int]) -> list[int]:
    here = coordinates_of(mask, at)
    return sorted(places, key=lambda place: math.dist(here, coordinates_of(mask, place)))
