"""Gives each price level the one or two letters that are drawn on its seats."""

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from app.venues.plan import PlanLevel


def level_letters(names: Sequence[str]) -> tuple[PlanLevel, ...]:
    """Return the levels in order, each with unique letters: its initials, else the next free letter or pair."""
    taken: set[str] = set()
    levels = []
    for name in names:
        key = next(candidate for candidate in _candidates(name) if candidate not in taken)
        taken.add(key)
        levels.append(PlanLevel(key, name))
    return tuple(levels)


def _candidates(name: str) -> Iterator[str]:
    """Yield the candidates in order, for "VIP 4": V4, V, VI, then A, B, … AA, AB, …"""
    clean = "".join(sign if sign.isalnum() else " " for sign in name).upper().split()
    if clean:
        if len(clean) > 1:
            yield clean[0][0] + clean[-1][0]
        elif len(clean[0]) <= 2:
            yield clean[0]
        yield clean[0][0]
        yield clean[0][:2]
    yield from ascii_uppercase
    yield from (first + second for first in ascii_uppercase for second in ascii_uppercase)
