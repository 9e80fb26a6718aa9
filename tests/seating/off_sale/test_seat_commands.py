"""`aisle seats set-aside|kill|open`: staff name seats as they are printed, or by number."""

import pytest

from app.errors import AisleError
from app.seating.holds.hold import hold_seats
from app.seating.off_sale.named_seats import find_seats
from app.seating.off_sale.verbs import kill_seats
from db import pool
from tests.checkout.cli import aisle
from tests.seating.scenarios import create_night
from tests.world import World

Environment = dict[str, str]
CHANGED = """
    SELECT idx, status, allocation FROM seat WHERE performance_id = $1 AND (status <> 0 OR allocation IS NOT NULL)
    ORDER BY idx
"""


async def test_staff_set_aside_kill_and_open_seats(world: World, server_environment: Environment) -> None:
    number = str(world.preview)
    seats = "--seat", "Stalls A 18", "--seat", "#18"
    said = await aisle(server_environment, "seats", "set-aside", number, "Friends", *seats, "--code", "FRIEND")
    assert said == (0, "2 seats are set aside for Friends.\n")
    assert await aisle(server_environment, "seats", "kill", number, "--seat", "#19-#21") == (
        0,
        "3 seats are off sale.\n",
    )
    assert await aisle(server_environment, "seats", "open", number, "--seat", "#17") == (0, "1 seat is on sale.\n")
    assert [tuple(row) for row in await pool.fetch(CHANGED, world.preview)] == [
        (18, 0, 1),
        (19, 3, None),
        (20, 3, None),
        (21, 3, None),
    ]
    actors = await pool.fetch("SELECT DISTINCT actor FROM journal WHERE topic = 'seats.killed'")
    assert [row["actor"] for row in actors] == ["staff:terminal"]


async def test_a_refusal_is_one_clear_line(world: World, server_environment: Environment) -> None:
    code, said = await aisle(server_environment, "seats", "open", str(world.preview), "--seat", "Stalls A 18")
    assert (code, said) == (
        1,
        "aisle: These are neither killed nor set aside: open: Stalls A 18. Nothing was changed.\n",
    )


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Stalls A 18"], [17]),
        (["stalls, row a, seat 18", "#18"], [17, 18]),
        (["#3-5", "#4"], [3, 4, 5]),
    ],
    ids=["printed", "in words", "numbers"],
)
async def test_seats_are_found_by_name_or_number(world: World, names: list[str], found: list[int]) -> None:
    assert await find_seats(world.preview, names, "kill") == found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Moon 1", 'No seat is called "Moon 1"'),
        ("18", '"18" may be several seats. Say the number: Stalls, row A, seat 18 is #17'),
        ("#1200", "its seats have the numbers 0 to 1199"),
        ("#9-#8", "its seats have the numbers 0 to 1199"),
        ("", 'No seat is called ""'),
    ],
)
async def test_a_name_of_none_or_of_several_is_refused(world: World, name: str, said: str) -> None:
    with pytest.raises(AisleError) as refused:
        await find_seats(world.preview, [name], "kill")
    assert said in str(refused.value)


async def test_standing_places_are_chosen_among_those_that_fit(world: World) -> None:
    night = await create_night(world)
    await hold_seats(night.id, "ana", [0, 2], night.plan)
    await kill_seats(night.id, [1], actor="staff:olga")
    assert await find_seats(night.id, ["Floor", "Floor"], "kill") == [3, 4]
    assert await find_seats(night.id, ["Floor"], "open") == [1]
    with pytest.raises(AisleError, match="has not so many places"):
        await find_seats(night.id, ["Floor"] * 8, "kill")
