"""Tests of the files with the seats of a section, as a browser fetches them."""

import brotli
import msgspec
import pytest

from app.seating.plan.seat_chunks import SeatRowChunk, get_chunk_file, row_chunks
from app.seating.plan.seats import Seat
from app.seating.plan.sections import group_into_sections
from app.seating.plan.svg import SVG_VERSION, drawing_address
from app.venues.builtin.stadium import stadium
from db import pool
from tests.world import REX, World

SEAT = Seat(0, "Stalls", "G", "11", "A", False, False, False, False, None, 1, x=10.0, y=-3.0, rank=1.5)


def row_of(count: int = 3, **facts: object) -> list[Seat]:
    """Return `count` neighbours of one row, with labels from 11."""
    return [
        msgspec.structs.replace(
            SEAT, idx=n, x=10.0 + 20 * n, right_idx=n + 1 if n < count - 1 else None, **{"label": str(11 + n), **facts}
        )
        for n in range(count)
    ]


def rows(seats: list[Seat], k: float = 1.0) -> list[SeatRowChunk]:
    return [row for part in group_into_sections(seats) for row in row_chunks(part, seats, k)]


def summed(steps: list[int]) -> list[int]:
    return [sum(steps[: at + 1]) for at in range(len(steps))]


def test_a_row_is_its_first_seat_and_the_steps_from_each_to_the_next() -> None:
    (row,) = rows(row_of())
    assert (row.row, row.first, row.x, row.y, row.labels) == ("G", 0, [100, 200, 200], [-30, 0, 0], [11, 1])
    assert (row.turn, row.flags, row.right, row.rank) == ([], {}, {}, [1500, 0, 0])


def test_what_is_special_is_said_by_the_place_in_the_row() -> None:
    seats = row_of()
    seats[1] = msgspec.structs.replace(seats[1], wheelchair=True, aisle=True, right_idx=None)
    (row,) = rows(seats)
    assert (row.flags, row.right) == ({1: "wa"}, {1: -1})


@pytest.mark.parametrize(
    "labels", [["3", "1", "2"], ["A1", "A2", "A3"], ["08", "09", "10"], ["1", "2", "2"], ["٣", "٤", "٥"]]
)
def test_labels_that_do_not_count_evenly_are_written_out(labels: list[str]) -> None:
    seats = [msgspec.structs.replace(seat, label=label) for seat, label in zip(row_of(), labels, strict=True)]
    assert rows(seats)[0].labels == labels


def test_a_table_is_a_row_of_its_own() -> None:
    tables = [*row_of(2, row="Table 1", at_table="whole"), *row_of(2, row="Table 2", at_table="by_seat", view="near")]
    found = rows([msgspec.structs.replace(seat, idx=n) for n, seat in enumerate(tables)])
    assert [(row.row, row.table, row.view) for row in found] == [
        ("Table 1", "whole", ""),
        ("Table 2", "by_seat", "near"),
    ]


def test_nobody_is_listed_where_people_stand() -> None:
    assert rows(row_of(row="", label="")) == []


def test_lengths_are_scaled_to_the_drawing() -> None:
    (row,) = rows(row_of(), 0.5)
    assert (row.x, row.y) == ([50, 100, 100], [-15, 0, 0])


def test_every_seat_of_a_stadium_comes_back_where_it_was_and_each_file_is_small() -> None:
    seats = [Seat(**{name: getattr(seat, name) for name in Seat.__struct_fields__}) for seat in stadium().seats]
    for part in group_into_sections(seats):
        found, own = list(row_chunks(part, seats)), list(part.members(seats))
        assert [x / 10 for row in found for x in summed(row.x)] == [seat.x for seat in own]
        assert [y / 10 for row in found for y in summed(row.y)] == [seat.y for seat in own]
        assert sum(len(row.x) for row in found) == len(own)
        assert len(brotli.compress(msgspec.json.encode(found), quality=9)) < 6_000


async def test_a_part_of_the_rex_is_a_file_beside_its_drawing(world: World) -> None:
    digest = await pool.fetch_value("SELECT digest FROM seating_plan WHERE id = $1", world.plan)
    beside = drawing_address(world.plan, digest).rsplit("/", 1)[1].removesuffix(".svg")
    one = await get_chunk_file(world.plan, f"{beside}-2.json")
    everything = await get_chunk_file(world.plan, f"{beside}-all.json")
    kept = msgspec.json.decode(everything, type=dict[str, list[SeatRowChunk]])
    assert sum(len(row.x) for rows in kept.values() for row in rows) == len(REX.seats)
    assert msgspec.json.decode(one, type=dict[str, list[SeatRowChunk]]) == {"2": kept["2"]}


BAD_PARTS = ("999", "02", "", "٢", "-1", "2.json")
BAD_FILES = [*(f"DIGEST-STYLE-{part}.json" for part in BAD_PARTS), "DIGEST-0-2.json", "abc-STYLE-2.json", ".json"]


@pytest.mark.parametrize("file", BAD_FILES)
async def test_a_file_that_was_never_named_is_none(world: World, file: str) -> None:
    digest = await pool.fetch_value("SELECT digest FROM seating_plan WHERE id = $1", world.plan)
    assert await get_chunk_file(world.plan, file.replace("DIGEST", digest).replace("STYLE", str(SVG_VERSION))) == b""
