"""The seats of a section as a small file that never changes: fetched when a fan comes near it on the map."""

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


class SeatRowChunk(msgspec.Struct, omit_defaults=True):
    """Seats one after the other in number, of one row. Lists have an entry a seat: `x`, `y`, `turn` in tenths and
    `rank` in thousandths, the first as it is and each other as its distance from the one before.

    `labels`: the words, or two numbers, the first label and the step. `flags`: letters by place in the row ("w"
    wheelchair, "c" companion, "r" restricted view, "a" aisle). `right`: the neighbour's number by place, -1 for none,
    where it is not simply the next of the row."""

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
    """The file of this name beside plan version `plan`'s drawing; empty when there is none.

    "…-7.json" holds the seats of section 7, "…-all.json" those of all sections of a small plan."""
    found = FILE_NAME.fullmatch(file)
    return await cached_chunk_files((plan, found["digest"], found["part"])) if found else b""


async def _read(key: tuple[int, str, str]) -> bytes:
    plan, digest, wanted = key
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1 AND digest = $2", plan, digest)
    if kept is None:
        return b""
    sections, seats = await get_sections(plan), await get_plan_seats(plan)
    asked = _asked(sections, seats, wanted)
    if not asked:
        return b""
    k = pitch_scale(msgspec.json.decode(kept, type=Drawing))
    return msgspec.json.encode({str(section.number): list(row_chunks(section, seats, k)) for section in asked})


def _asked(sections: Sequence[Section], seats: PlanSeats, wanted: str) -> Sequence[Section]:
    if wanted == "all":
        return sections if len(seats) <= MAX_SEATS_FOR_FULL_MAP else []
    return [section for section in sections if str(section.number) == wanted]


cached_chunk_files = ImmutableCache(_read, 1024)


def row_chunks(section: Section, seats: PlanSeats, k: float = 1.0) -> Iterator[SeatRowChunk]:
    """The rows of a section in the plan's order, lengths multiplied by `k`; none where people stand."""
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
    first, last = seats[0], len(seats) - 1
    turns = [round(seat.turn * 10) for seat in seats]
    usual = [None if at == last else seat.idx + 1 for at, seat in enumerate(seats)]
    return SeatRowChunk(
        row=first.row, first=first.idx, x=_steps([round(seat.x * k * 10) for seat in seats]),
        y=_steps([round(seat.y * k * 10) for seat in seats]), rank=_steps([round(seat.rank * 1000) for seat in seats]),
        labels=_labels([seat.label for seat in seats]), turn=_steps(turns) if any(turns) else [],
        flags={at: flags for at, seat in enumerate(seats) if (flags := _flags(seat))},
        right={
            at: -1 if seat.right_idx is None else seat.right_idx
            for at, seat in enumerate(seats) if seat.right_idx != usual[at]
        },
        table=first.at_table, view=first.view,
    )  # fmt: skip


def _flags(seat: Seat) -> str:
    is_set = (seat.wheelchair, seat.companion, seat.restricted, seat.aisle)
    return "".join(letter for letter, on in zip("wcra", is_set, strict=True) if on)


def _steps(values: Sequence[int]) -> list[int]:
    return [values[0], *(then - before for before, then in pairwise(values))]


def _labels(words: list[str]) -> list[str | int]:
    """Two numbers where the labels count evenly, as they mostly do."""
    if len(words) < 3 or not (words[0].isascii() and words[0].isdigit() and words[1].isascii() and words[1].isdigit()):
        return [*words]
    first, step = int(words[0]), int(words[1]) - int(words[0])
    return [first, step] if words == [str(first + step * at) for at in range(len(words))] else [*words]
