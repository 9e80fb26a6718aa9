"""Admission: a called place gets a pass, only in its own browser, and never too many fans at once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from app.waiting_room.admission.admit import admit, max_inside
from app.waiting_room.admission.join import join
from app.waiting_room.draw.draw_steps import close_draw, open_draw
from app.waiting_room.errors import NotYourTurn, PlaceExpired
from app.waiting_room.rooms import WaitingRoom, read_room
from app.web.redis import redis
from db import pool
from tests.fan import Fan
from tests.waiting_room.draw.draw_scenario import create_sealed_room
from tests.waiting_room.scenarios import (
    call_places,
    create_draw,
    create_room,
    enter_room,
    join_fans,
    join_room,
    post_to_room,
    set_cookie,
    visit_and_enter,
)
from tests.world import World

Visit = Callable[[], Fan]


async def admissions(room: int) -> list[int]:
    """Return the numbers that were admitted, in order."""
    rows = await pool.fetch("SELECT number FROM admission WHERE room = $1 ORDER BY number", room)
    return [row["number"] for row in rows]


async def test_a_called_place_is_a_pass_that_scripts_cannot_read(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    answer = await post_to_room(fan, room, "admissions")
    assert answer.json()["outcome"] == "admitted"
    assert datetime.fromisoformat(answer.json()["until"]) == await pool.fetch_value("SELECT expires_at FROM admission")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"pass-{room}="))
    assert "httponly" in cookie.lower()


async def test_a_fan_who_asks_again_is_a_visit_as_old_as_it_is(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages: list[float] = []
    monkeypatch.setattr("app.waiting_room.access.mark_visit", lambda room, number, age: ages.append(age))
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await pool.execute("UPDATE admission SET expires_at = expires_at - interval '10 minutes'")
    assert (await post_to_room(fan, room, "admissions")).json()["outcome"] == "admitted"
    assert ages == [pytest.approx(0, abs=60), pytest.approx(600, abs=60)]


async def test_an_earlier_try_is_told_its_place_and_gets_no_pass(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    answer = await post_to_room(fan, room, "admissions")
    assert answer.status_code == 409
    facts = {name: value for name, value in answer.json().items() if name not in ("title", "detail")}
    assert facts == {"error": "not_your_turn", "serving": 0, "place": 1}
    assert await admissions(room) == []


async def test_while_the_order_is_not_drawn_there_is_no_place_and_no_way_in(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await create_draw(room)
    assert (await join_room(fan, room))["place"] is None
    answer = await post_to_room(fan, room, "admissions")
    assert (answer.json()["error"], answer.json()["place"]) == ("not_your_turn", None)


async def test_whoever_asks_a_process_that_has_not_heard_of_the_draw_does_not_come_in_past_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, fans = await create_sealed_room(world), [f"fan{n}" for n in range(1, 31)]
    await join_fans(room, *fans)
    await close_draw(room)
    before = await read_room(room)
    await open_draw(room)
    await call_places(room, 5)

    async def cached_before(_: int) -> WaitingRoom | None:
        return before

    with monkeypatch.context() as patch:
        patch.setattr("app.waiting_room.admission.admit.require_room", cached_before)
        for number, fan in enumerate(fans, 1):
            with pytest.raises(NotYourTurn):
                await admit(room, number, fan)
    drawn = await read_room(room)
    assert drawn is not None
    first = next(number for number in range(1, 31) if drawn.place_of(number) == 1)
    assert await admit(room, first, fans[first - 1]) is not None
    assert await admissions(room) == [first]


async def test_before_the_draw_nobody_is_admitted_whatever_the_caller_takes_the_places_for(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana")
    await pool.execute("UPDATE waiting_room SET serving = 1")
    await pool.execute("INSERT INTO let_through (room, number, why, actor) VALUES ($1, 1, 'ramp', 'staff:olga')", room)
    answer = await pool.fetch_row("SELECT * FROM admit_places($1, '{1}', '{1}', '{ana}', 9)", room)
    assert answer is not None
    assert answer["outcome"] == "not_yet"
    assert await admissions(room) == []


async def test_asked_again_after_a_restart_or_without_redis_it_is_the_same_pass(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    first = await enter_room(fan, room)
    given = fan.browser.cookies[f"pass-{room}"]
    fan.browser.cookies.delete(f"pass-{room}")
    await redis().flushall()
    assert await enter_room(fan, room) == first
    assert fan.browser.cookies[f"pass-{room}"] == given
    assert await admissions(room) == [1]


async def test_fifty_who_come_at_once_and_twenty_and_five_percent_may_be_inside(world: World) -> None:
    room = await create_room(world.preview, target=20)
    places = await asyncio.gather(*(join(room, f"fan{n}") for n in range(50)))
    await call_places(room, 50)
    answers = await asyncio.gather(*(admit(room, place.number, f"fan{n}") for n, place in enumerate(places)))
    assert sum(until is not None for until in answers) == 21


async def test_a_full_house_says_when_to_ask_again(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview, target=1), visit(), visit()
    for fan in (ana, ben):
        await join_room(fan, room)
    await call_places(room, 2)
    await enter_room(ana, room)
    answer = await post_to_room(ben, room, "admissions")
    assert (answer.status_code, answer.json()) == (202, {"outcome": "wait", "seconds": 2})
    assert f"pass-{room}" not in ben.browser.cookies


@pytest.mark.parametrize(
    ("target", "expected"), [(1, 1), (19, 19), (20, 21), (100, 105), (399, 418), (1_000_000, 1_050_000)]
)
def test_five_in_a_hundred_more_and_never_more(target: int, expected: int) -> None:
    assert max_inside(target) == expected
    assert expected <= target * 1.05


async def test_a_place_called_too_long_ago_is_told_until_when_it_was_kept(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '1 day'")
    answer = await post_to_room(fan, room, "admissions")
    kept_until = await pool.fetch_value("SELECT at + interval '10 minutes' FROM queue_log WHERE what = 'called'")
    assert (answer.status_code, answer.json()["error"]) == (410, "place_passed")
    assert datetime.fromisoformat(answer.json()["until"]) == kept_until
    with pytest.raises(PlaceExpired):
        await admit(room, 1, (await pool.fetch_value("SELECT person FROM place")))


async def test_a_token_is_good_in_its_own_browser_only(world: World, visit: Visit) -> None:
    room, ana, ben = await create_room(world.preview), visit(), visit()
    token = (await join_room(ana, room))["token"]
    await call_places(room, 1)
    await ben.read(f"/performances/{world.opening}")
    set_cookie(ben, f"place-{room}", token)
    answer = await post_to_room(ben, room, "admissions")
    assert (answer.status_code, answer.json()["error"]) == (403, "not_your_place")
    assert "your" in answer.json()["detail"]
    assert await admissions(room) == []


async def test_an_altered_missing_or_strange_token_is_refused_in_words(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    token = (await join_room(fan, room))["token"]
    await call_places(room, 1)
    for strange in (
        token.replace(f"{room}.1.", f"{room}.2."),
        token[:-1],
        token + "A",
        "junk",
        "",
        "%F0%9F%92%A5.1.2.3.4",
    ):
        set_cookie(fan, f"place-{room}", strange)
        answer = await post_to_room(fan, room, "admissions")
        assert (answer.status_code, answer.json()["error"]) == (403, "not_your_place")
    assert await admissions(room) == []
    await join_room(fan, room)  # restores its own token
    await enter_room(fan, room)


async def test_a_token_of_another_room_is_refused(world: World, visit: Visit) -> None:
    room, other, fan = await create_room(world.preview), await create_room(world.opening), visit()
    token = (await join_room(fan, other))["token"]
    await call_places(other, 1)
    set_cookie(fan, f"place-{room}", token)
    assert (await post_to_room(fan, room, "admissions")).status_code == 403


async def test_a_time_inside_that_is_over_is_no_pass_again(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await enter_room(fan, room)
    fan.browser.cookies.delete(f"pass-{room}")
    await pool.execute("UPDATE admission SET left_at = clock_timestamp()")
    answer = await post_to_room(fan, room, "admissions")
    assert (answer.status_code, answer.json()["error"]) == (410, "pass_over")
    assert datetime.fromisoformat(answer.json()["until"]) == await pool.fetch_value("SELECT left_at FROM admission")
    assert f"pass-{room}" not in fan.browser.cookies


async def test_without_script_a_time_inside_that_is_over_leads_to_the_page_that_says_so(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await enter_room(fan, room)
    await pool.execute("UPDATE admission SET expires_at = clock_timestamp()")
    answer = await fan.browser.post(f"/waiting-rooms/{room}/admissions?to={world.preview}")
    plain = f"/waiting-rooms/{room}/plain?to={world.preview}"
    assert (answer.status_code, answer.headers["location"]) == (303, plain)
    assert "Your time inside is over" in (await fan.read(plain)).text


async def test_after_the_end_nobody_comes_in(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'sold_out'")
    answer = await post_to_room(fan, room, "admissions")
    assert (answer.status_code, answer.json()["error"], answer.json()["how"]) == (410, "room_ended", "sold_out")


async def test_the_lines_message_is_for_everybody(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    answer = await fan.browser.get(f"/waiting-rooms/{room}/now")
    assert answer.json()["q"] == room
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert "set-cookie" not in answer.headers
    assert (await fan.browser.get(f"/waiting-rooms/{room + 1}/now")).status_code == 404
