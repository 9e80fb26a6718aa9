"""Seats that callers of one address may hold at a time, and who is not counted."""

import asyncio
from collections.abc import Callable

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.web.limits import held_seats
from db import pool
from realtime.clock import current_time
from tests.fan import JSON, Fan
from tests.seating.address_limits.scenarios import Cap, best, fan_from
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]
Change = Callable[..., None]
HELD = "SELECT count(*) FROM seat WHERE status = 1"


async def test_an_address_holds_up_to_its_number_and_is_told_so_before_the_database_is_asked(
    world: World, visit: Visit, cap: Cap, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cap(20)
    for _ in range(2):
        assert (await best(visit(), world.preview)).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr("app.seating.pages.hold_best", None)  # would raise if it was called
        answer = await best(visit(), world.preview)
    assert (answer.status_code, answer.json()["error"]) == (429, "address_full")
    assert "what you hold stays yours" in answer.json()["detail"]
    assert (await best(visit(), world.preview, 4)).status_code == 200
    assert await pool.fetch_value(HELD) == 20


async def test_concurrent_requests_do_not_exceed_the_number_together(world: World, visit: Visit, cap: Cap) -> None:
    await cap(20)
    fans = [visit() for _ in range(12)]
    for fan in fans:
        await fan.read("/")
    codes = [answer.status_code for answer in await asyncio.gather(*(best(fan, world.preview) for fan in fans))]
    assert (codes.count(200), codes.count(429)) == (2, 10)
    assert await pool.fetch_value(HELD) == 16


async def test_standing_places_count_as_seats(world: World, visit: Visit, cap: Cap) -> None:
    await cap(8)
    fan = visit()
    await fan.read("/")
    headers = {"X-CSRF-Token": fan.token, **JSON}
    wish = {"area": 0, "count": 9, "plan": world.plan}
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", json=wish, headers=headers)
    assert answer.json()["error"] == "address_full"


async def test_a_pass_that_is_given_to_everyone_does_not_lift_the_limits(world: World, visit: Visit, cap: Cap) -> None:
    await cap(8)
    await create_room(world.preview, mode="automatic")
    ana, ben = visit(), visit()
    assert (await best(ana, world.preview, 2)).status_code == 200
    assert any(name.startswith("pass-") for name in ana.browser.cookies)
    assert (await best(ana, world.preview, 6)).status_code == 200
    assert (await best(ben, world.preview, 1)).status_code == 429


async def test_other_addresses_and_other_performances_have_their_own_number(
    world: World, visit: Visit, cap: Cap
) -> None:
    await cap(8)
    assert (await best(visit(), world.preview)).status_code == 200
    async with fan_from("203.0.113.7") as there:
        assert (await best(there, world.preview)).status_code == 200
    assert (await best(visit(), world.opening)).status_code == 200


async def test_all_addresses_of_an_ipv6_network_share_one_number(world: World, visit: Visit, cap: Cap) -> None:
    await cap(8)
    codes = []
    for host in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "::ffff:203.0.113.7", "203.0.113.7"):
        async with fan_from(host) as fan:
            codes.append((await best(fan, world.preview)).status_code)
    assert codes == [200, 429, 200, 200, 429]


@pytest.mark.parametrize("number", ["0", "400"])
async def test_zero_is_any_number_and_a_performance_decides_for_itself(
    world: World, visit: Visit, change_settings: Change, cap: Cap, number: str
) -> None:
    change_settings(AISLE_SEATS_HELD_PER_ADDRESS=number)
    for _ in range(2):
        assert (await best(visit(), world.preview)).status_code == 200
    await cap(16)
    codes = (await best(visit(), world.preview, 1)).status_code
    await cap(0)
    # at 0 nothing was counted so far, so the next number begins at nothing
    assert codes == (200 if number == "0" else 429)
    assert (await best(visit(), world.preview)).status_code == 200


async def test_without_redis_the_number_counts_in_each_process(
    world: World, visit: Visit, cap: Cap, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Redis.from_url("redis://127.0.0.1:9", retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(held_seats, "redis", lambda: away)
    await cap(16)
    codes = []
    for _ in range(3):
        codes.append((await best(visit(), world.preview)).status_code)
        await held_seats.held_seats.share(current_time().timestamp())
    assert codes == [200, 200, 429]


async def test_no_row_has_an_address(world: World, visit: Visit) -> None:
    async with fan_from("203.0.113.7") as fan:
        assert (await best(fan, world.preview)).status_code == 200
    rows = [row for table in ("hold", "seat", "journal") for row in await pool.fetch(f"SELECT * FROM {table}")]
    assert "203.0.113.7" not in str(rows)
