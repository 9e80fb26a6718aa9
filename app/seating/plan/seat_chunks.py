"""The seats of a section as a small immutable file, which the map fetches when the section is near the visible area."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from app.seating.plan.seats import PlanSeats, Seat, get_plan_seats
from app.seating.plan.sections import Section, get_sections
from app.seating.plan.svg import MAX_SEATS_FOR_FULL_MAP, SVG_VERSION, pitch_scale
from app.venues.plan import Drawing
from app.web.cache import ImmutableCache
from db import pool

FILE_NAME = re.compile(rf"(?P<digest>[0-9a-f]+)-{SVG_VERSION}-(?P<part>all|0|[1-9][0-9]{{0,4}})\.json", re.ASCII)


class ChunkKey(msgspec.Struct, frozen=True):
    """A chunk file: a plan version, its digest, and `section`: the number of a section, or "all"."""

    plan: int
    digest: str
    section: str


class SeatRowChunk(msgspec.Struct, omit_defaults=True):
    """Seats of one row with consecutive numbers. Lists have an entry per seat: `x`, `y`, `turn` in tenths and `rank` in
    thousandths, the first as it is and each other one as the difference from the one before.

    `labels`: the texts, or two numbers: the first label and the step. `flags`: letters by place in the row ("w"
    wheelchair, "c" companion, "r" restricted view, "a" aisle). `right`: the right neighbour's number by place in the
    row, -1 for none, only where it is not the next seat of the row."""

    row: str
    first: int
    x: list[int]
    y: list[int]
    rank: list[int]
    labels: list[str | int]
    turn: list[int] = []
    flags: dict[int, str] = {}
    right: dict[int, int] = {}
    table: str = ""
    view: str = ""


async def get_chunk_file(plan: int, file: str) -> bytes:
    """Return the chunk file of this name for plan version `plan`; empty when there is none.

    "…-7.json" contains the seats of section 7, "…-all.json" those of all sections of a small plan."""
    match = FILE_NAME.fullmatch(file)
    return await cached_chunk_files(ChunkKey(plan, match["digest"], match["part"])) if match else b""


async def _read(key: ChunkKey) -> bytes:
    drawing = await pool.fetch_value(
        "SELECT drawing FROM seating_plan WHERE id = $1 AND digest = $2", key.plan, key.digest
    )
    if drawing is None:
        return b""
    sections, seats = await get_sections(key.plan), await get_plan_seats(key.plan)
    asked = _requested(sections, seats, key.section)
    if not asked:
        return b""
    k = pitch_scale(msgspec.json.decode(drawing, type=Drawing))
    return msgspec.json.encode({str(section.number): list(row_chunks(section, seats, k)) for section in asked})


def _requested(sections: Sequence[Section], seats: PlanSeats, wanted: str) -> Sequence[Section]:
    if wanted == "all":
        return sections if len(seats) <= MAX_SEATS_FOR_FULL_MAP else []
    return [section for section in sections if str(section.number) == wanted]


cached_chunk_files = ImmutableCache(_read, 1024)


def row_chunks(section: Section, seats: PlanSeats, k: float = 1.0) -> Iterator[SeatRowChunk]:
    """Yield the rows of a section in the plan's order, lengths multiplied by `k`; none for a standing area."""
    if section.kind == "standing":
        return
    for start, to in section.seat_ranges:
        own = seats[start:to]
        cuts = [at for at, seat in enumerate(own) if not at or _apart(own[at - 1], seat)]
        for begin, end in pairwise([*cuts, len(own)]):
            yield _row(own[begin:end], k)


def _apart(one: Seat, other: Seat) -> bool:
    return (one.row, one.at_table, one.view) != (other.row, other.at_table, other.view)


def _row(seats: Sequence[Seat], k: float) -> SeatRowChunk:
    first, places = seats[0], list(enumerate(seats))
    turns = [round(seat.turn * 10) for seat in seats]
    usual = [*(seat.idx + 1 for seat in seats[:-1]), None]
    unusual = {at: seat.right_idx for at, seat in places if seat.right_idx != usual[at]}
    return SeatRowChunk(
        row=first.row,
        first=first.idx,
        x=_steps([round(seat.x * k * 10) for seat in seats]),
        y=_steps([round(seat.y * k * 10) for seat in seats]),
        rank=_steps([round(seat.rank * 1000) for seat in seats]),
        labels=_labels([seat.label for seat in seats]),
        turn=_steps(turns) if any(turns) else [],
        flags={at: flags for at, seat in places if (flags := _flags(seat))},
        right={at: -1 if right is None else right for at, right in unusual.items()},
        table=first.at_table,
        view=first.view,
    )


def _flags(seat: Seat) -> str:
    is_set = (seat.wheelchair, seat.companion, seat.restricted, seat.aisle)
    return "".join(letter for letter, on in zip("wcra", is_set, strict=True) if on)


def _steps(values: Sequence[int]) -> list[int]:
    return [values[0], *(then - before for before, then in pairwise(values))]


def _labels(words: list[str]) -> list[str | int]:
    """Return two numbers, the first label and the step, where the labels are numbers with equal steps; else the
    texts."""
    if len(words) < 3 or not (words[0].isascii() and words[0].isdigit() and words[1].isascii() and words[1].isdigit()):
        return [*words]
    first, step = int(words[0]), int(words[1]) - int(words[0])
    return [first, step] if words == [str(first + step * at) for at in range(len(words))] else [*words]
