"""What the database ensures: numbers without gaps, one place per person, one pass per place, never too many inside."""

import asyncio
from hashlib import sha256

from app.waiting_room.rooms import read_room
from db import pool
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World


async def test_numbers_count_from_one_without_gaps(world: World) -> None:
    room = await create_room(world.preview)
    assert await join_fans(room, "ana", "ben") == [1, 2]
    assert await join_fans(room, "ben", "carl", "ana", "dora") == [2, 3, 1, 4]


async def test_fifty_who_join_at_once_get_fifty_numbers(world: World) -> None:
    room = await create_room(world.preview)
    numbers = await asyncio.gather(*(join_fans(room, f"fan{n}", f"fan{n + 1}") for n in range(50)))
    assert sorted({number for pair in numbers for number in pair}) == list(range(1, 52))


async def test_a_place_is_admitted_once_called_and_only_once(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    assert (await admit_place(room, 1, "ana"))["outcome"] == "not_yet"
    assert await call_places(room, 1) == 1
    first, again = await admit_place(room, 1, "ana"), await admit_place(room, 1, "ana")
    assert (first["outcome"], again["outcome"]) == ("admitted", "again")
    assert first["until"] == again["until"]
    assert (await admit_place(room, 2, "ben"))["outcome"] == "not_yet"
    assert (await admit_place(room, 1, "ben"))["outcome"] == "gone"


async def test_fifty_at_the_door_and_ten_may_be_inside(world: World) -> None:
    room = await create_room(world.preview)
    fans = [f"fan{n}" for n in range(1, 51)]
    await join_fans(room, *fans)
    await call_places(room, 50)
    answers = await asyncio.gather(*(admit_place(room, n, fan, max_inside=10) for n, fan in enumerate(fans, 1)))
    assert sorted(answer["outcome"] for answer in answers) == ["admitted"] * 10 + ["full"] * 40


async def test_a_place_that_was_called_too_long_ago_is_passed_by_and_its_fan_may_join_again(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '11 minutes'")
    assert (await admit_place(room, 1, "ana"))["outcome"] == "passed"
    leaf = [sha256(b"ana").digest()]
    row = await pool.fetch_row("SELECT * FROM join_room($1, '{ana}', $2, '{1}')", room, leaf)
    assert row is not None
    assert (row["number"], row["outcome"]) == (2, "joined")


async def test_a_number_claimed_to_be_over_is_kept_while_its_shopper_is_inside(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await call_places(room, 1)
    await admit_place(room, 1, "ana")
    row = await pool.fetch_row("SELECT * FROM join_room($1, '{ana}', $2, '{1}')", room, [sha256(b"ana").digest()])
    assert row is not None
    assert (row["number"], row["outcome"]) == (1, "again")


async def test_nothing_is_called_while_paused_or_beyond_those_who_wait(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await pool.execute("UPDATE waiting_room SET paused_at = now()")
    assert await call_places(room, 5) == 0
    await pool.execute("UPDATE waiting_room SET paused_at = NULL")
    assert await call_places(room, 5) == 2


async def test_each_line_of_the_log_is_bound_to_the_one_before(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await call_places(room, 2)
    await admit_place(room, 2, "ben")
    bound = bytes(32)
    for row in await pool.fetch("SELECT * FROM queue_log ORDER BY n"):
        at = round(row["at"].timestamp() * 1_000_000)
        facts = [row["n"], at, *(row[name] for name in ("what", "number", "place", "serving", "detail"))]
        bound = sha256(bound + "|".join("" if fact is None else str(fact) for fact in facts).encode()).digest()
        assert row["hash"] == bound
    waiting_room = await read_room(room)
    assert waiting_room is not None
    assert (waiting_room.serving, waiting_room.last_number, waiting_room.stage()) == (2, 2, "open")
    assert await pool.fetch_value("SELECT log_hash FROM waiting_room") == bound
