"""Seats that a fan at a full address holds already: replaced, wanted again, and only claimed to be replaced."""

import asyncio

import pytest

from app.seating import address_limits
from app.seating.holds.hold import Hold, live_hold
from db import pool
from tests.fan import JSON, Fan
from tests.seating.address_limits.scenarios import Cap, Visit, best
from tests.world import World

HELD = "SELECT count(*) FROM seat WHERE status = 1"
INVENTED = " ".join(map(str, range(900, 908)))


async def held_by(fan: Fan, world: World) -> list[int]:
    """Return the seats that this fan holds at the Preview."""
    seats: list[int] = (await fan.read(f"/performances/{world.preview}/basket", **JSON)).json()["seats"]
    return seats


async def take(fan: Fan, world: World, seats: list[int], instead: list[int]) -> int:
    """Take these seats instead of others; return the status."""
    request, headers = {"seats": seats, "plan": world.plan, "instead": instead}, {"X-CSRF-Token": fan.token, **JSON}
    return (await fan.browser.post(f"/performances/{world.preview}/holds", json=request, headers=headers)).status_code


async def test_invented_seats_to_replace_make_no_room(world: World, visit: Visit, cap: Cap) -> None:
    await cap(8)
    fans = [visit() for _ in range(8)]
    codes = [(await best(fan, world.preview, 1)).status_code for fan in fans]
    for fan in fans:
        codes.append((await best(fan, world.preview, 1, instead=INVENTED)).status_code)
        own = await held_by(fan, world)
        codes.append(await take(fan, world, [own[0] + 40, own[0] + 41], [*own, *own, 900]))
    assert codes == [200] * 8 + [429] * 16
    assert await pool.fetch_value(HELD) == 8


async def test_own_seats_make_room_for_as_many(world: World, visit: Visit, cap: Cap) -> None:
    await cap(8)
    fan = visit()
    await fan.hold(world.preview, [17, 18, 19, 20], world.plan)
    assert (await best(visit(), world.preview, 4)).status_code == 200
    assert await take(fan, world, [19, 20, 21, 22], [17, 18, 19]) == 200
    assert await held_by(fan, world) == [19, 20, 21, 22]
    assert await take(fan, world, [20, 23, 24], [20, 21]) == 429  # 20 is kept
    assert await pool.fetch_value(HELD) == 8


async def test_seats_that_two_requests_replace_at_once_make_room_once(
    world: World, visit: Visit, cap: Cap, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cap(2)
    fan, both_read = visit(), asyncio.Barrier(2)
    await fan.hold(world.preview, [17, 18], world.plan)

    async def read_at_once(performance_id: int, person: str) -> Hold | None:
        hold = await live_hold(performance_id, person)
        await both_read.wait()
        return hold

    monkeypatch.setattr(address_limits, "live_hold", read_at_once)
    codes = await asyncio.gather(*(take(fan, world, seats, [17, 18]) for seats in ([30, 31], [40, 41])))
    assert sorted(codes) == [200, 429]
    assert await pool.fetch_value(HELD) == 2


async def test_an_address_with_too_many_seats_replaces_none_and_repeats_any(
    world: World, visit: Visit, cap: Cap
) -> None:
    fan = visit()
    await fan.hold(world.preview, [17, 18], world.plan)
    await cap(1)
    assert [await take(fan, world, *wish) for wish in (([30, 31], [17, 18]), ([17, 18], []))] == [429, 200]
    assert await held_by(fan, world) == [17, 18]


async def test_a_hold_is_repeated_at_a_full_address(world: World, visit: Visit, cap: Cap) -> None:
    await cap(3)
    fan, other = visit(), visit()
    wishes = (fan, [17, 18, 19]), (fan, [17, 18, 19]), (fan, [18]), (fan, [19, 20]), (other, [17, 18, 19])
    codes = [(await by.hold(world.preview, seats, world.plan)).status_code for by, seats in wishes]
    assert codes == [200, 200, 200, 429, 429]
    assert await held_by(fan, world) == [17, 18, 19]


async def test_a_hold_that_the_limit_allows_reads_no_hold_before(
    world: World, visit: Visit, cap: Cap, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cap(8)
    monkeypatch.setattr(address_limits, "live_hold", None)  # would raise if it was called
    fan = visit()
    answers = [await fan.hold(world.preview, [17, 18], world.plan), await best(fan, world.preview, 6)]
    answers.append(await best(fan, world.preview, 1))  # refused without a query
    assert [answer.status_code for answer in answers] == [200, 200, 429]
