"""The sections of a plan with their open places: the number, the floor, and the lowest and highest price."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from app.events.catalog import LevelOffer
from app.seating.plan.seats import get_plan_seats
from app.seating.plan.sections import Section, get_sections
from app.web.cache import ImmutableCache

OPEN, LEVEL_ZERO_BYTE, UNAVAILABLE = ord("0"), ord("0"), 0xFF
UNAVAILABLE_UNLESS_OPEN = bytes(0 if status == OPEN else UNAVAILABLE for status in range(256))


class SectionAvailability(msgspec.Struct, frozen=True):
    """A section and the number of its open places. `min_price`, `max_price`: their lowest and highest all-in price in
    minor units."""

    section: Section
    remaining: int
    min_price: int = 0
    max_price: int = 0

    @property
    def name(self) -> str:
        """The name of the section."""
        return self.section.name


class Floor(msgspec.Struct, frozen=True):
    """The sections of one floor, `name` "" where the plan names none."""

    name: str
    sections: list[SectionAvailability]

    @property
    def remaining(self) -> int:
        """The number of open places on this floor."""
        return sum(section.remaining for section in self.sections)


def open_price_levels(statuses: bytes, levels: bytes) -> bytes:
    """Return one byte per place: LEVEL_ZERO_BYTE plus its price level where it is open, else UNAVAILABLE.

    Uses one OR of two long integers, because a plan may have 60,000 places."""
    size = min(len(statuses), len(levels))
    shut = int.from_bytes(statuses[:size].translate(UNAVAILABLE_UNLESS_OPEN), "big")
    return (shut | int.from_bytes(levels[:size], "big")).to_bytes(size, "big")


def availability_by_section(
    sections: Sequence[Section], opened: bytes, offers: Sequence[LevelOffer]
) -> list[SectionAvailability]:
    """Return every section in the plan's order, with its open places in these price levels. `opened`: from
    `open_price_levels`."""
    return [
        _section(section, [(offer, section.count(opened, _byte(offer))) for offer in offers]) for section in sections
    ]


def wheelchair_availability_by_section(
    sections: Sequence[Section], spaces: Sequence[Sequence[int]], opened: bytes, offers: Sequence[LevelOffer]
) -> list[SectionAvailability]:
    """Return every section in the plan's order, with its open wheelchair spaces only. `spaces`: their numbers in each
    section."""
    found = []
    for section, own in zip(sections, spaces, strict=True):
        here = bytes(opened[idx] for idx in own if idx < len(opened))
        found.append(_section(section, [(offer, here.count(_byte(offer))) for offer in offers]))
    return found


def group_by_floor(sections: Sequence[SectionAvailability]) -> list[Floor]:
    """Group the sections by floor; floors are in the order of their first sections."""
    order = {name: n for n, name in enumerate(dict.fromkeys(section.section.floor for section in sections))}
    by_floor = sorted(sections, key=lambda section: order[section.section.floor])
    return [Floor(name, list(group)) for name, group in groupby(by_floor, key=lambda section: section.section.floor)]


async def get_wheelchair_spaces(plan: int) -> Sequence[Sequence[int]]:
    """Return the numbers of the wheelchair spaces in each section of plan version `plan`. Read once per process."""
    return await cached_wheelchair_spaces(plan)


async def _read(plan: int) -> Sequence[Sequence[int]]:
    plan_seats = await get_plan_seats(plan)
    return [
        [seat.idx for seat in section.members(plan_seats) if seat.wheelchair] for section in await get_sections(plan)
    ]


cached_wheelchair_spaces = ImmutableCache(_read, 32)


def _byte(offer: LevelOffer) -> bytes:
    return bytes((LEVEL_ZERO_BYTE + offer.idx,))


def _section(section: Section, counts: Sequence[tuple[LevelOffer, int]]) -> SectionAvailability:
    prices = [offer.all_in_price for offer, count in counts if count]
    return SectionAvailability(
        section, sum(count for _, count in counts), min(prices, default=0), max(prices, default=0)
    )
