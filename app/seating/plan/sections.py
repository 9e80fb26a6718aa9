"""The sections of a plan: which seats are in each, and on which floor it is. Read once per plan version."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from app.seating.plan.seats import PlanSeats, Seat, get_plan_seats
from app.venues.plan import Drawing, SectionOutline
from app.web.cache import ImmutableCache
from db import pool

Kind = Literal["seats", "tables", "standing"]


class Section(msgspec.Struct, frozen=True):
    """A section of a plan. `number` counts the sections in the plan's order; `seat_ranges` are its seats, each span
    from the first number to the one after the last; `outline` is what the plan says of its shape and floor."""

    number: int
    kind: Kind
    seat_ranges: list[tuple[int, int]]
    outline: SectionOutline

    @property
    def name(self) -> str:
        """As it is called everywhere."""
        return self.outline.name

    @property
    def floor(self) -> str:
        """The storey, "" where there is only one."""
        return self.outline.floor

    @property
    def first_seat(self) -> int:
        """The number of its first place: what a standing area is claimed by."""
        return self.seat_ranges[0][0]

    @property
    def seat_count(self) -> int:
        """How many places it has."""
        return sum(to - start for start, to in self.seat_ranges)

    def count(self, statuses: bytes, status: bytes = b"0") -> int:
        """How many of its places have this status on a map of one byte per seat."""
        return sum(statuses.count(status, start, to) for start, to in self.seat_ranges)

    def members(self, plan_seats: PlanSeats) -> Iterator[Seat]:
        """Its places in the plan's order."""
        for start, to in self.seat_ranges:
            yield from plan_seats[start:to]


async def get_sections(plan: int) -> Sequence[Section]:
    """The sections of plan version `plan` in its order; empty when there is no such plan. Read once per process."""
    return await cached_sections(plan)


async def _read(plan: int) -> Sequence[Section]:
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1", plan)
    if kept is None:
        return []
    drawn = msgspec.json.decode(kept, type=Drawing)
    return group_into_sections(await get_plan_seats(plan), drawn.sections)


cached_sections = ImmutableCache(_read, 32)


async def get_stage_name(plan: int) -> str:
    """What people look at, in the plan's words ("stage", "pitch"); "" where nothing is drawn."""
    return (await cached_stage_names(plan)).strip()


async def _read_stage(plan: int) -> str:
    word = await pool.fetch_value("SELECT drawing -> 'stage' ->> 'text' FROM seating_plan WHERE id = $1", plan)
    return str(word or "").lower() or " "


cached_stage_names = ImmutableCache(_read_stage, 32)


def group_into_sections(plan_seats: PlanSeats, known: Sequence[SectionOutline] = ()) -> list[Section]:
    """The seats by section, in the order in which sections first appear. A name that comes back is the same section."""
    cuts = [seat.idx for seat in plan_seats if not seat.idx or plan_seats[seat.idx - 1].section != seat.section]
    spans: dict[str, list[tuple[int, int]]] = {}
    for start, to in pairwise([*cuts, len(plan_seats)]):
        spans.setdefault(plan_seats[start].section, []).append((start, to))
    outlines = {section.name: section for section in known}
    return [
        Section(n, _kind(plan_seats[own[0][0]]), own, outlines.get(name) or SectionOutline(name))
        for n, (name, own) in enumerate(spans.items())
    ]


def _kind(seat: Seat) -> Kind:
    return "standing" if seat.is_standing else "tables" if seat.at_table else "seats"
