"""Numbers: each browser has one, and keeps it until it expires, whatever happens in between."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.waiting_room.admission.join import join
from app.waiting_room.draw.draw_steps import close_draw
from app.waiting_room.errors import RoomEnded
from app.web.redis import redis
from db import pool
from tests.fan import Fan
from tests.waiting_room.scenarios import (
    admit_place,
    call_places,
    create_draw,
    create_room,
    enter_room,
    join_room,
    person_of,
    post_to_room,
    set_cookie,
)
from tests.world import World

Visit = Callable[[], Fan]


async def places(room: int) -> list[tuple[int, str | None]]:
    """Return (number, ended_as) of all places of the room."""
    rows = await pool.fetch("SELECT number, ended_as FROM place WHERE room = $1 ORDER BY number", room)
    return [tuple(row) for row in rows]


async def test_a_number_with_what_it_is_worth_and_a_token_in_a_cookie_that_scripts_may_read(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview), visit()
    answer = await post_to_room(fan, room, "places")
    place = answer.json()
    assert (place["room"], place["number"], place["place"]) == (room, 1, 1)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"place-{room}="))
    assert place["token"] in cookie
    assert "httponly" not in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert answer.headers["cache-control"] == "no-store"


async def test_fifty_tabs_of_one_browser_have_one_number(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await fan.read("/")
    await fan.read(f"/performances/{world.opening}")  # sets the session cookie that the tabs share
    answers = await asyncio.gather(*(post_to_room(fan, room, "places") for _ in range(15)))
    more = await asyncio.gather(*(join(room, person_of(fan)) for _ in range(35)))
    assert {answer.json()["number"] for answer in answers} | {place.number for place in more} == {1}
    assert await places(room) == [(1, None)]


async def test_a_thousand_who_come_at_once_have_a_thousand_numbers(world: World) -> None:
    room = await create_room(world.preview)
    first_places = await asyncio.gather(*(join(room, f"fan{n}") for n in range(1000)))
    assert sorted(place.number for place in first_places) == list(range(1, 1001))


async def test_whoever_goes_away_takes_nothing_from_the_others(world: World) -> None:
    room = await create_room(world.preview)
    gone, stays = (asyncio.create_task(join(room, name)) for name in ("ana", "ben"))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays).number == 2
    assert (await join(room, "ana")).number == 1


async def test_a_failure_is_told_to_all_who_waited_and_the_next_ones_join(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await create_room(world.preview)

    async def away(*_: object) -> None:
        raise ConnectionRefusedError("away")

    with monkeypatch.context() as patch:
        patch.setattr("app.waiting_room.admission.join.fetch", away)
        answers = await asyncio.gather(*(join(room, name) for name in ("ana", "ben")), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionRefusedError] * 2
    assert (await join(room, "carl")).number == 1


async def test_the_number_survives_a_lost_token_and_an_emptied_redis(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    first = await join_room(fan, room)
    fan.browser.cookies.delete(f"place-{room}")
    await redis().flushall()
    assert await join_room(fan, room) == first


async def test_a_day_offline_keeps_a_place_that_was_not_called(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    first = await join_room(fan, room)
    await pool.execute("UPDATE place SET joined_at = joined_at - interval '1 day'")
    assert await join_room(fan, room) == first


async def test_whoever_was_passed_by_joins_again_at_the_end(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview), visit(), visit()
    await join_room(ana, room)
    await join_room(ben, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '1 day'")
    assert (await join_room(ana, room))["number"] == 3
    assert await places(room) == [(1, "passed"), (2, None), (3, None)]


async def test_whoever_is_called_or_let_through_keeps_their_place(world: World) -> None:
    room = await create_room(world.preview)
    for name in ("ana", "ben"):
        await join(room, name)
    await call_places(room, 1)
    assert (await join(room, "ana")).number == 1
    await pool.execute("INSERT INTO let_through (room, number, why, actor) VALUES ($1, 1, 'ramp', 'staff:olga')", room)
    await pool.execute("UPDATE queue_log SET at = at - interval '1 day'")
    assert (await join(room, "ana")).number == 1


async def test_whoever_was_inside_joins_again_at_the_end_and_not_before_that_is_over(world: World) -> None:
    room = await create_room(world.preview)
    await join(room, "ana")
    await call_places(room, 1)
    await admit_place(room, 1, "ana")
    assert (await join(room, "ana")).number == 1
    await pool.execute("UPDATE admission SET expires_at = now() - interval '1 second'")
    assert (await join(room, "ana")).number == 2
    assert await places(room) == [(1, "shopped"), (2, None)]


async def test_nobody_joins_before_the_opening_after_the_end_or_where_there_is_no_room(
    world: World, visit: Visit
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    room, fan = await create_room(world.preview, opens_at=soon), visit()
    early = await post_to_room(fan, room, "places")
    assert (early.status_code, early.json()["error"]) == (409, "room_not_open")
    assert datetime.fromisoformat(early.json()["opens_at"]) == soon
    await pool.execute("UPDATE waiting_room SET opens_at = now(), ended_at = now(), ended_as = 'sold_out'")
    late = await post_to_room(fan, room, "places")
    assert (late.status_code, late.json()["error"], late.json()["how"]) == (410, "room_ended", "sold_out")
    assert [(await post_to_room(fan, n, "places")).status_code for n in (room + 1, 10**30)] == [404, 404]
    assert await places(room) == []


async def test_a_close_while_joins_are_in_flight_loses_nobody(world: World) -> None:
    room = await create_room(world.preview, draws_at=datetime.now(UTC))
    await create_draw(room)
    before = asyncio.gather(*(join(room, f"fan{n}") for n in range(200)))
    draw, first_places, more = await asyncio.gather(
        close_draw(room), before, asyncio.gather(*(join(room, f"late{n}") for n in range(200)))
    )
    assert sorted(place.number for place in (*first_places, *more)) == list(range(1, 401))
    assert draw.n is not None
    assert await pool.fetch_value("SELECT count(*) FROM place WHERE number <= $1", draw.n) == draw.n
    assert {place.place for place in first_places} <= {None, *range(draw.n + 1, 401)}


async def test_an_end_while_joins_are_in_flight_is_told_to_those_who_came_too_late(world: World) -> None:
    room = await create_room(world.preview)
    end = pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'staff'")
    joins = asyncio.gather(*(join(room, f"fan{n}") for n in range(50)), return_exceptions=True)
    answers, _ = await asyncio.gather(joins, end)
    refused = [answer for answer in answers if isinstance(answer, RoomEnded)]
    assert len(await places(room)) + len(refused) == 50


async def test_another_sites_page_cannot_join_come_in_or_give_up(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    foreign = [{"Sec-Fetch-Site": site} for site in ("cross-site", "none")]
    foreign += [{"Origin": origin} for origin in ("https://evil.example", "null")]
    for headers in foreign:
        for what in ("places", "admissions", "returns"):
            answer = await post_to_room(fan, room, what, **headers)
            assert (answer.status_code, answer.json()["error"]) == (403, "not_from_here")
    assert await places(room) == []
    assert (
        await post_to_room(fan, room, "places", Origin="http://127.0.0.1:8000", **{"Sec-Fetch-Site": "same-origin"})
    ).is_success


async def test_a_browser_that_joins_again_and_again_is_slowed_down(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    answers = [await post_to_room(fan, room, "places") for _ in range(23)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"]


async def test_a_place_is_given_up_by_its_own_browser_only(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview), visit(), visit()
    token = (await join_room(ana, room))["token"]
    await join_room(ben, room)
    set_cookie(ben, f"place-{room}", token)
    assert (await post_to_room(ben, room, "returns")).status_code == 403
    assert await places(room) == [(1, None), (2, None)]
    answer = await post_to_room(ana, room, "returns")
    assert answer.json() == {"outcome": "gone"}
    assert f"place-{room}" not in ana.browser.cookies
    assert await places(room) == [(1, "gave_up"), (2, None)]


async def test_without_script_a_form_goes_on_to_the_plain_page(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    answer = await fan.browser.post(f"/waiting-rooms/{room}/places?to={world.preview}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/waiting-rooms/{room}/plain?to={world.preview}"
    await call_places(room, 1)
    answer = await fan.browser.post(f"/waiting-rooms/{room}/admissions?to={world.preview}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/performances/{world.preview}")


async def test_the_way_leads_to_a_performance_of_the_room_and_nowhere_else(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    assert (await enter_room(fan, room))["to"] == f"/performances/{world.preview}"
    answer = await fan.browser.post(
        f"/waiting-rooms/{room}/admissions?to={world.opening}", headers={"Accept": "application/json"}
    )
    assert answer.json()["to"] == f"/performances/{world.preview}"
