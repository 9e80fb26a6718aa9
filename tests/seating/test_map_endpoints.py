"""Tests of the cacheable files of the map: statuses, levels, drawing, seats."""

import asyncio
import random
from collections.abc import Callable

import pytest

from app.seating.holds.hold import hold_seats
from app.seating.plan.svg import drawing_address
from app.web.redis import redis
from db import pool
from realtime.protocol import head_key, map_key
from tests.fan import Fan
from tests.world import REX, World

Visit = Callable[[], Fan]


async def stored(performance_id: int, version: int, seats: str, plan: int, levels: str) -> None:
    """Write a snapshot to Redis, as the relay does."""
    head = {"e": 1, "v": version, "plan": plan, "levels": levels, "n": len(seats)}
    await redis().hset(head_key(performance_id), mapping=head)
    await redis().set(map_key(performance_id), seats)


async def test_the_snapshot_has_a_byte_for_every_seat(world: World, visit: Visit) -> None:
    await hold_seats(world.preview, world.ana, [1, 3], world.plan)
    head, seats = (await visit().read(f"/performances/{world.preview}/seats")).text.split("\n")
    assert (len(seats), seats[:5]) == (len(REX.seats), "01010")
    assert f'"plan":{world.plan}' in head


async def test_what_redis_holds_is_served_without_the_database(world: World, visit: Visit) -> None:
    await stored(world.preview, 77, "0123", world.plan, "abc")
    answer = await visit().read(f"/performances/{world.preview}/seats")
    assert answer.text.endswith("\n0123")
    assert answer.headers["cache-control"] == "public, max-age=1"


async def test_a_version_that_redis_lacks_comes_from_the_rows(world: World, visit: Visit) -> None:
    await stored(world.preview, 1, "3" * len(REX.seats), world.plan, "abc")
    answer = await visit().read(f"/performances/{world.preview}/seats?at=2")
    assert "3" not in answer.text.split("\n")[1]
    assert answer.headers["cache-control"] == "no-store"


async def test_the_same_version_is_not_sent_twice(world: World, visit: Visit) -> None:
    await stored(world.preview, 77, "0123", world.plan, "abc")
    fan = visit()
    tag = (await fan.read(f"/performances/{world.preview}/seats")).headers["etag"]
    assert (await fan.read(f"/performances/{world.preview}/seats", **{"If-None-Match": tag})).status_code == 304


async def test_each_encoding_says_the_same(world: World, visit: Visit) -> None:
    fan = visit()
    bodies = {
        (await fan.read(f"/performances/{world.preview}/seats", **{"Accept-Encoding": kind})).text.split("\n")[1]
        for kind in ("br", "gzip", "identity")
    }
    assert len(bodies) == 1


async def test_the_map_of_a_crowded_stadium_is_packed_once(world: World, visit: Visit) -> None:
    crowd = "".join(random.Random(7).choices("0123", k=60_000))
    await stored(world.preview, 60_000, crowd, world.plan, "abc")
    answer = await visit().read(f"/performances/{world.preview}/seats", **{"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.text.split("\n")[1] == crowd


@pytest.fixture
def many_requests_at_once(change_settings: Callable[..., None]) -> None:
    """Raise the limit of concurrent requests to 200, so that a hundred never reach it."""
    change_settings(AISLE_REQUESTS_AT_ONCE="200")


async def test_a_hundred_viewers_of_an_empty_redis_cost_few_queries(
    world: World, many_requests_at_once: None, visit: Visit
) -> None:
    fan = visit()
    answers = await asyncio.gather(*(fan.read(f"/performances/{world.preview}/seats") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text.split("\n")[0] for answer in answers}) < 20


async def test_levels_are_kept_for_ever_under_their_digest(world: World, visit: Visit) -> None:
    digest = await pool.fetch_value("SELECT levels_digest FROM performance WHERE id = $1", world.preview)
    answer = await visit().read(f"/performances/{world.preview}/levels/{digest}")
    assert len(answer.text) == len(REX.seats)
    assert "immutable" in answer.headers["cache-control"]
    assert (await visit().read(f"/performances/{world.preview}/levels/other")).status_code == 404


async def test_the_drawing_and_the_seats_beside_it_are_kept_for_ever(world: World, visit: Visit) -> None:
    digest = await pool.fetch_value("SELECT digest FROM seating_plan WHERE id = $1", world.plan)
    address = drawing_address(world.plan, digest)
    drawn, seats = await visit().read(address), await visit().read(address.replace(".svg", "-all.json"))
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert seats.headers["content-type"].startswith("application/json")
    assert all("immutable" in answer.headers["cache-control"] for answer in (drawn, seats))
    assert sum(len(row["x"]) for rows in seats.json().values() for row in rows) == len(REX.seats)


async def test_seats_say_the_same_in_each_encoding(world: World, visit: Visit) -> None:
    digest = await pool.fetch_value("SELECT digest FROM seating_plan WHERE id = $1", world.plan)
    address = drawing_address(world.plan, digest).replace(".svg", "-0.json")
    answers = [await visit().read(address, **{"Accept-Encoding": kind}) for kind in ("br", "gzip", "identity")]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert answers[0].headers["content-encoding"] == "br"


@pytest.mark.parametrize("file", ["other.svg", "other-2-0.json", "other.json", "0.json"])
async def test_what_no_plan_has_is_not_found(world: World, visit: Visit, file: str) -> None:
    assert (await visit().read(f"/plans/{world.plan}/{file}")).status_code == 404


async def test_public_files_set_no_cookie(world: World, visit: Visit) -> None:
    answer = await visit().read(f"/performances/{world.preview}/seats")
    assert "set-cookie" not in answer.headers


async def test_a_proxys_weak_tag_names_the_same_version(world: World, visit: Visit) -> None:
    await stored(world.preview, 77, "0123", world.plan, "abc")
    tags = {"If-None-Match": 'W/"1-76", W/"1-77"'}
    assert (await visit().read(f"/performances/{world.preview}/seats", **tags)).status_code == 304
