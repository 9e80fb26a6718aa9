"""The remaining seats of a performance by price level, and how many of them are side by side."""

import time

import pytest

from app.seating.plan.seat_order import build_seat_order
from app.seating.plan.seats import Seat
from app.venues.builtin.stadium import stadium
from app.venues.plan import PlanSeat
from db import pool
from realtime.protocol import LevelSeats
from tests.world import PRICES, World
from workers.remaining_seats import RemainingSeats, count_remaining, get_remaining_seats


def a_seat(idx: int, left: int | None, right: int | None, **facts: object) -> Seat:
    fine = {"section": "Stalls", "row": "A", "label": str(idx + 1), "level": "A"}
    flags = dict.fromkeys(("wheelchair", "companion", "restricted", "aisle"), False)
    return Seat(idx, **(fine | flags | facts), left_idx=left, right_idx=right)  # type: ignore[arg-type]


def a_row(*marks: str) -> list[Seat]:
    """Make a row of neighbours; "w" is a wheelchair space, "t" a seat at a table that is sold whole."""
    last = len(marks) - 1
    kinds = {"w": {"wheelchair": True}, "t": {"at_table": "whole"}}
    return [
        a_seat(n, n - 1 if n else None, n + 1 if n < last else None, **kinds.get(mark, {}))
        for n, mark in enumerate(marks)
    ]


@pytest.mark.parametrize(
    ("marks", "seats", "levels", "left"),
    [
        ("oooooo", b"000000", b"000000", [[0, 6, 6]]),
        ("oooooo", b"001000", b"000000", [[0, 5, 3]]),
        ("oooooo", b"222222", b"000000", [[0, 0, 0]]),
        ("oooooo", b"000000", b"000011", [[0, 4, 4], [1, 2, 2]]),
        ("oooooo", b"010101", b"000011", [[0, 2, 1], [1, 1, 1]]),
        ("oowwoo", b"000000", b"000000", [[0, 6, 2]]),
        ("wwwwww", b"000000", b"000000", [[0, 6, 1]]),
        ("tttttt", b"000000", b"000000", [[0, 6, 6]]),
        ("oooooo", b"031200", b"000000", [[0, 3, 2]]),
    ],
)
def test_a_row_is_counted_by_level_and_side_by_side(
    marks: str, seats: bytes, levels: bytes, left: list[list[int]]
) -> None:
    chains = build_seat_order(a_row(*marks))
    expected = RemainingSeats([LevelSeats(*level) for level in left], seats.count(b"1"))
    assert count_remaining(seats, levels, chains, chains.in_seat_order(levels), []) == expected


async def test_the_rex_is_told_level_by_level(world: World) -> None:
    found = await get_remaining_seats(world.preview)
    table = await pool.fetch("SELECT level, count(*) FROM plan_seat GROUP BY 1")
    assert sorted(left for _, left, _ in found.levels) == sorted(row["count"] for row in table)
    assert len(found.levels) == len(PRICES)
    assert all(2 <= together <= left for _, left, together in found.levels)


async def test_of_a_cancelled_performance_nothing_is_left(world: World) -> None:
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", world.preview)
    assert await get_remaining_seats(world.preview) == RemainingSeats()


def test_a_stadium_is_counted_in_a_moment() -> None:
    plan = stadium()
    levels_of = {level.name: n for n, level in enumerate(plan.levels)}
    facts = [field for field in Seat.__struct_fields__ if field in PlanSeat.__struct_fields__]
    picture = [Seat(**{name: getattr(seat, name) for name in facts}) for seat in plan.seats]
    levels = bytes(48 + levels_of[seat.level] for seat in picture)
    seats = bytes(48 + (n * 7919 % 3 == 0) for n in range(len(picture)))
    chains = build_seat_order(picture)
    along = chains.in_seat_order(levels)
    best = min(_timed(seats, levels, chains, along) for _ in range(3))
    assert best < 0.05, f"{best * 1000:.0f} ms"


def _timed(seats: bytes, levels: bytes, chains: object, along: bytes) -> float:
    began = time.process_time()
    count_remaining(seats, levels, chains, along, [])  # type: ignore[arg-type]
    return time.process_time() - began
