"""The parts of a house: its sections, which seats are in each, and on which floor it is. Read once per plan version."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from app.seating.plan.seats import Picture, Seat, picture_of
from app.venues.plan import Drawing, Section
from app.web.forever import Forever
from db import pool

Kind = Literal["seats", "tables", "standing"]


class Part(msgspec.Struct, frozen=True):
    """A section of a plan. `n` counts the parts in the plan's order; `spans` are its seats, each span from the first
    number to the one after the last; `outline` is what the plan says of its shape and floor."""

    n: int
    kind: Kind
    spans: list[tuple[int, int]]
    outline: Section

    @property
    def name(self) -> str:
        """As it is called everywhere."""
        return self.outline.name

    @property
    def floor(self) -> str:
        """The storey, "" where there is only one."""
        return self.outline.floor

    @property
    def first(self) -> int:
        """The number of its first place: what a standing area is claimed by."""
        return self.spans[0][0]

    @property
    def seats(self) -> int:
        """How many places it has."""
        return sum(to - start for start, to in self.spans)

    def count(self, statuses: bytes, status: bytes = b"0") -> int:
        """How many of its places have this status on a map of one byte per seat."""
        return sum(statuses.count(status, start, to) for start, to in self.spans)

    def members(self, picture: Picture) -> Iterator[Seat]:
        """Its places in the plan's order."""
        for start, to in self.spans:
            yield from picture[start:to]


async def parts_of(plan: int) -> Sequence[Part]:
    """The sections of plan version `plan` in its order; empty when there is no such plan. Read once per process."""
    return await all_parts(plan)


async def _read(plan: int) -> Sequence[Part]:
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1", plan)
    if kept is None:
        return []
    drawn = msgspec.json.decode(kept, type=Drawing)
    return divide(await picture_of(plan), drawn.sections)


all_parts = Forever(_read, 32)


def divide(picture: Picture, known: Sequence[Section] = ()) -> list[Part]:
    """The seats by section, in the order in which sections first appear. A name that comes back is the same section."""
    cuts = [seat.idx for seat in picture if not seat.idx or picture[seat.idx - 1].section != seat.section]
    spans: dict[str, list[tuple[int, int]]] = {}
    for start, to in pairwise([*cuts, len(picture)]):
        spans.setdefault(picture[start].section, []).append((start, to))
    outlines = {section.name: section for section in known}
    return [
        Part(n, _kind(picture[own[0][0]]), own, outlines.get(name) or Section(name))
        for n, (name, own) in enumerate(spans.items())
    ]


def _kind(seat: Seat) -> Kind:
    return "standing" if seat.stands else "tables" if seat.at_table else "seats"
