"""Worker and web are killed while fans come in: no number is lost, no fan is admitted twice, the log is complete."""

from hashlib import sha256

import httpx
import pytest

from db import pool
from tests.chaos.processes import STARTS, free_port, running
from tests.chaos.test_web_and_worker_die import answers
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

PEOPLE = [f"fan {n}" for n in range(1, 9)]
LOG = """
    SELECT n, floor(extract(epoch FROM at) * 1000000)::bigint AS micros, what, number, place, serving, detail, hash
    FROM queue_log WHERE room = $1 ORDER BY n
"""


async def log_is_whole(room: int) -> bool:
    """Tell whether each line's hash binds the line before it, and the last hash is that of the room."""
    before = bytes(32)
    for row in await pool.fetch(LOG, room):
        n, micros, what, number, place, serving, detail, bound = row
        line = "|".join("" if fact is None else str(fact) for fact in (n, micros, what, number, place, serving, detail))
        before = sha256(before + line.encode()).digest()
        if before != bound:
            return False
    return before == await pool.fetch_value("SELECT log_hash FROM waiting_room WHERE id = $1", room)


async def lines(room: int, what: str) -> int:
    """Count the lines of the log of this kind."""
    return int(await pool.fetch_value("SELECT count(*) FROM queue_log WHERE room = $1 AND what = $2", room, what))


async def come_in(room: int) -> int:
    """Admit all fans who are called and let them leave again; return the highest place called."""
    serving = int(await pool.fetch_value("SELECT serving FROM waiting_room WHERE id = $1", room))
    for number in range(1, serving + 1):
        await admit_place(room, number, PEOPLE[number - 1])
    await pool.execute("UPDATE admission SET left_at = now() WHERE room = $1 AND left_at IS NULL", room)
    return serving


async def test_a_worker_killed_right_after_a_call_leaves_the_rest_to_the_next(
    world: World, server_environment: dict[str, str]
) -> None:
    room = await create_room(world.preview, target=200)
    await join_fans(room, *PEOPLE)
    with running("workers.run", server_environment, AISLE_CRASH_AT="tick.after_commit") as dying:
        await eventually(lambda: dying.ended == -9, STARTS)
    assert await come_in(room) > 0

    async def all_are_in() -> bool:
        return await come_in(room) == len(PEOPLE)

    with running("workers.run", server_environment):
        await eventually(all_are_in, STARTS)
    assert await lines(room, "admitted") == len(PEOPLE)
    assert await log_is_whole(room)


async def test_web_killed_before_its_answer_gave_one_number_and_one_pass(
    world: World, server_environment: dict[str, str]
) -> None:
    room, port = await create_room(world.preview), free_port()
    web = {**server_environment, "AISLE_WEB_PORT": str(port)}
    places, admissions = (f"/waiting-rooms/{room}/{what}" for what in ("places", "admissions"))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, headers=JSON) as browser:
        fan = Fan(browser)
        with running("app.main", web, AISLE_CRASH_AT="join.before_the_answer") as dying:
            await eventually(lambda: answers(fan), STARTS)
            await fan.read("/performances/1/basket")  # its response sets the session cookie
            with pytest.raises(httpx.TransportError):
                await browser.post(places)
            await eventually(lambda: dying.ended == -9)
        with running("app.main", web, AISLE_CRASH_AT="admit.before_the_answer") as dying:
            await eventually(lambda: answers(fan), STARTS)
            assert (await browser.post(places)).json()["number"] == 1
            await call_places(room, 1)
            with pytest.raises(httpx.TransportError):
                await browser.post(admissions)
            await eventually(lambda: dying.ended == -9)
        with running("app.main", web):
            await eventually(lambda: answers(fan), STARTS)
            assert (await browser.post(admissions)).json()["outcome"] == "admitted"
    assert await pool.fetch_value("SELECT last_number FROM waiting_room WHERE id = $1", room) == 1
    assert await lines(room, "admitted") == 1
    assert await log_is_whole(room)
