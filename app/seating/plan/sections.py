"""The sections of a plan: their seats and their floor. Read once per plan version."""

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
    """A section of a plan. `number` counts the sections in the plan's order; `seat_ranges`: its seats, each range from
    the first number to the one after the last; `outline`: its shape and floor."""

    number: int
    kind: Kind
    seat_ranges: list[tuple[int, int]]
    outline: SectionOutline

    @property
    def name(self) -> str:
        """The name that fans and staff see."""
        return self.outline.name

    @property
    def floor(self) -> str:
        """The name of its floor, "" where there is only one."""
        return self.outline.floor

    @property
    def first_seat(self) -> int:
        """The number of its first place; requests name a standing area by it."""
        return self.seat_ranges[0][0]

    @property
    def seat_count(self) -> int:
        """The number of its places."""
        return sum(to - start for start, to in self.seat_ranges)

    def count(self, statuses: bytes, status: bytes = b"0") -> int:
        """Count its places with this status; `statuses` has one byte per seat of the plan."""
        return sum(statuses.count(status, start, to) for start, to in self.seat_ranges)

    def members(self, plan_seats: PlanSeats) -> Iterator[Seat]:
        """Yield its places in the plan's order."""
        for start, to in self.seat_ranges:
            yield from plan_seats[start:to]


async def get_sections(plan: int) -> Sequence[Section]:
    """Return the sections of plan version `plan` in its order; empty without such a plan. Read once per process."""
    return await cached_sections(plan)


async def _read(plan: int) -> Sequence[Section]:
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1", plan)
    if kept is None:
        return []
    drawn = msgspec.json.decode(kept, type=Drawing)
    return group_into_sections(await get_plan_seats(plan), drawn.sections)


cached_sections = ImmutableCache(_read, 32)


async def get_stage_name(plan: int) -> str:
    """Return the plan's word for what people look at ("stage", "pitch"); "" where none is drawn."""
    return (await cached_stage_names(plan)).strip()


async def _read_stage(plan: int) -> str:
    word = await pool.fetch_value("SELECT drawing -> 'stage' ->> 'text' FROM seating_plan WHERE id = $1", plan)
    return str(word or "").lower() or " "


cached_stage_names = ImmutableCache(_read_stage, 32)


def group_into_sections(plan_seats: PlanSeats, known: Sequence[SectionOutline] = ()) -> list[Section]:
    """Group the seats by section name; sections are in the order of their first seats. `known`: outlines by name."""
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
