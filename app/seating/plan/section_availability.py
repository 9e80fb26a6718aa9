"""The parts of a house with what is open in each: how many places, on which floor, between which prices."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from app.events.catalog import LevelOffer
from app.seating.plan.seats import picture_of
from app.seating.plan.sections import Part, parts_of
from app.web.forever import Forever

OPEN, LEVEL_0, SHUT = ord("0"), ord("0"), 0xFF
SHUT_UNLESS_OPEN = bytes(0 if status == OPEN else SHUT for status in range(256))


class Section(msgspec.Struct, frozen=True):
    """A part and its open places. `least` and `most`: the cheapest and the dearest of them, all-in, in minor units."""

    part: Part
    left: int
    least: int = 0
    most: int = 0

    @property
    def name(self) -> str:
        """As it is called everywhere."""
        return self.part.name


class Storey(msgspec.Struct, frozen=True):
    """The sections of one floor, `name` "" where the plan names none."""

    name: str
    sections: list[Section]

    @property
    def left(self) -> int:
        """How many places are open on it."""
        return sum(section.left for section in self.sections)


def open_levels(statuses: bytes, levels: bytes) -> bytes:
    """One byte a place: ASCII 0 and its price level where it is open, SHUT where it is not.

    For 60,000 places at once: two long numbers and one OR."""
    size = min(len(statuses), len(levels))
    shut = int.from_bytes(statuses[:size].translate(SHUT_UNLESS_OPEN), "big")
    return (shut | int.from_bytes(levels[:size], "big")).to_bytes(size, "big")


def sections_of(parts: Sequence[Part], opened: bytes, offers: Sequence[LevelOffer]) -> list[Section]:
    """Every part in the plan's order, with what is open in it of these price levels. `opened`: of `open_levels`."""
    return [_section(part, [(offer, part.count(opened, _byte(offer))) for offer in offers]) for part in parts]


def spaces_in(
    parts: Sequence[Part], spaces: Sequence[Sequence[int]], opened: bytes, offers: Sequence[LevelOffer]
) -> list[Section]:
    """The same of wheelchair spaces alone. `spaces`: the numbers of those in each part."""
    found = []
    for part, own in zip(parts, spaces, strict=True):
        here = bytes(opened[idx] for idx in own if idx < len(opened))
        found.append(_section(part, [(offer, here.count(_byte(offer))) for offer in offers]))
    return found


def storeys(sections: Sequence[Section]) -> list[Storey]:
    """By floor, each in the order in which it first appears."""
    order = {name: n for n, name in enumerate(dict.fromkeys(section.part.floor for section in sections))}
    by_floor = sorted(sections, key=lambda section: order[section.part.floor])
    return [Storey(name, list(group)) for name, group in groupby(by_floor, key=lambda section: section.part.floor)]


async def spaces_of(plan: int) -> Sequence[Sequence[int]]:
    """The numbers of the wheelchair spaces in each part of plan version `plan`. Read once per process."""
    return await all_spaces(plan)


async def _read(plan: int) -> Sequence[Sequence[int]]:
    picture = await picture_of(plan)
    return [[seat.idx for seat in part.members(picture) if seat.wheelchair] for part in await parts_of(plan)]


all_spaces = Forever(_read, 32)


def _byte(offer: LevelOffer) -> bytes:
    return bytes((LEVEL_0 + offer.idx,))


def _section(part: Part, counts: Sequence[tuple[LevelOffer, int]]) -> Section:
    prices = [offer.all_in for offer, count in counts if count]
    return Section(part, sum(count for _, count in counts), min(prices, default=0), max(prices, default=0))
