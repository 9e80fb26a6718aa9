"""A performance's pages, holds and orders need a pass while fans have to wait, and none otherwise."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.waiting_room.admission.tokens import sign_admission_pass
from db import pool
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import statuses
from tests.waiting_room.scenarios import (
    admit_place,
    call_places,
    create_room,
    join_fans,
    join_room,
    person_of,
    post_to_room,
    set_cookie,
    visit_and_enter,
)
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana", "email": "ana@example.org"}


async def with_pass(fan: Fan, room: int, until: timedelta, number: int = 1) -> None:
    """Give the fan a pass that ends `until` from now."""
    set_cookie(fan, f"pass-{room}", sign_admission_pass(room, number, person_of(fan), datetime.now(UTC) + until))


async def hold(fan: Fan, world: World, *seats: int, **headers: str) -> httpx.Response:
    """Hold seats of the Preview, by default seat 17."""
    return await fan.hold(world.preview, list(seats or (17,)), world.plan, **headers)


async def test_a_page_leads_to_the_waiting_room(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    for page in ("", "/list", "/checkout"):
        answer = await fan.browser.get(f"/performances/{world.preview}{page}")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/waiting-rooms/{room}?to={world.preview}"


async def test_programs_are_told_where_to_wait_and_nothing_is_taken(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    for answer in (
        await hold(fan, world),
        await fan.send(f"/performances/{world.preview}/holds/best", {"party": "2"}, **JSON),
        await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON),
    ):
        body = answer.json()
        assert (answer.status_code, body["error"], body["room"]) == (409, "must_wait", room)
        assert body["page"] == f"/waiting-rooms/{room}?to={world.preview}"
    assert await statuses(world.preview) == {}


async def test_htmx_and_a_form_without_script_are_told_in_words_with_a_way(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview), visit()
    form = {"seats": "17", "plan": str(world.plan)}
    for headers in (HTMX, {}):
        answer = await fan.send(f"/performances/{world.preview}/holds", form, **headers)
        assert answer.status_code == 409
        assert "wait their turn" in answer.text
        assert f'href="/waiting-rooms/{room}?to={world.preview}"' in answer.text
    answer = await fan.send(f"/performances/{world.preview}/holds", form | {"back": "list"})
    assert (answer.status_code, f"/waiting-rooms/{room}" in answer.text) == (409, True)


async def test_whoever_has_a_pass_chooses_holds_and_orders(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    page = await fan.read(f"/performances/{world.preview}")
    assert page.status_code == 200
    assert "You are in until" in page.text
    assert (await hold(fan, world)).status_code == 200
    assert (await fan.read(f"/performances/{world.preview}/checkout")).status_code == 200
    assert (await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)).status_code == 201


async def test_to_look_a_pass_is_believed_by_its_signature_and_to_take_seats_it_needs_its_admission(
    world: World, visit: Visit
) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await pool.execute("TRUNCATE place, admission, queue_log, let_through")
    assert (await fan.read(f"/performances/{world.preview}")).status_code == 200
    assert (await hold(fan, world)).json()["error"] == "pass_over"


async def test_a_pass_of_another_browser_or_room_or_an_altered_one_is_none(world: World, visit: Visit) -> None:
    room, other = await create_room(world.preview), await create_room(world.opening)
    ana, ben = await visit_and_enter(visit, room), await visit_and_enter(visit, other)
    theirs = ana.browser.cookies[f"pass-{room}"]
    for strange in (theirs, ben.browser.cookies[f"pass-{other}"], "junk", "", "%F0%9F%92%A5"):
        set_cookie(ben, f"pass-{room}", strange)
        assert (await hold(ben, world)).json()["error"] == "must_wait"
    set_cookie(ana, f"pass-{room}", theirs[:-1] + ("A" if theirs[-1] != "A" else "B"))
    assert (await hold(ana, world)).json()["error"] == "must_wait"
    assert await statuses(world.preview) == {}


@pytest.mark.parametrize("over", [timedelta(seconds=1), timedelta(minutes=29), timedelta(days=1)])
async def test_after_its_time_a_pass_takes_no_more_seats(world: World, visit: Visit, over: timedelta) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await with_pass(fan, room, -over)
    answer = await hold(fan, world)
    assert (answer.status_code, answer.json()["error"]) == (409, "pass_over")
    assert (await fan.read(f"/performances/{world.preview}")).headers["location"].startswith(f"/waiting-rooms/{room}")
    assert await statuses(world.preview) == {}


async def test_what_is_held_when_the_pass_ends_can_still_be_paid_for(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await hold(fan, world)
    await with_pass(fan, room, timedelta(minutes=-29))
    assert (await fan.read(f"/performances/{world.preview}")).headers["location"].endswith("/checkout")
    assert (await fan.read(f"/performances/{world.preview}/checkout")).status_code == 200
    assert (await fan.send(f"/performances/{world.preview}/holds/extensions", **JSON)).status_code == 200
    answer = await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)
    assert answer.status_code == 201
    assert (await fan.read(answer.json()["page"])).status_code == 200


async def test_a_pass_that_is_over_for_long_finishes_nothing(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    fan = await visit_and_enter(visit, room)
    await hold(fan, world)
    await pool.execute("UPDATE hold SET created_at = now()")
    await with_pass(fan, room, timedelta(minutes=-31))
    answer = await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (409, "pass_over")


async def test_seats_held_before_anybody_had_to_wait_can_be_paid_for(world: World, visit: Visit) -> None:
    fan = visit()
    await hold(fan, world)
    await create_room(world.preview, opens_at=datetime.now(UTC))
    assert (await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON)).status_code == 201


async def test_seats_can_be_given_back_and_the_basket_seen_without_a_pass(world: World, visit: Visit) -> None:
    fan = visit()
    await hold(fan, world)
    await create_room(world.preview)
    assert (await fan.read(f"/performances/{world.preview}/basket", **HTMX)).status_code == 200
    assert (await fan.send(f"/performances/{world.preview}/holds/returns", **JSON)).status_code == 200
    assert await statuses(world.preview) == {}


@pytest.mark.parametrize(
    "change",
    ["mode = 'off'", "opens_at = now() + interval '1 hour'", "ended_at = now(), ended_as = 'staff'"],
)
async def test_a_room_that_is_off_not_open_or_over_asks_for_nothing(world: World, visit: Visit, change: str) -> None:
    room, fan = await create_room(world.preview), visit()
    await pool.execute(f"UPDATE waiting_room SET {change} WHERE id = $1", room)
    assert (await fan.read(f"/performances/{world.preview}")).status_code == 200
    assert (await hold(fan, world)).status_code == 200


async def test_where_nobody_waits_a_first_click_comes_in_unseen(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    assert (await fan.read(f"/performances/{world.preview}")).status_code == 200
    form = {"seats": "17", "plan": str(world.plan)}
    basket = await fan.send(f"/performances/{world.preview}/holds", form, **HTMX)
    assert (basket.status_code, "You are in until" in basket.text) == (200, True)
    assert {f"place-{room}", f"pass-{room}"} <= set(fan.browser.cookies)
    assert (await hold(fan, world, 18)).status_code == 200
    assert await pool.fetch_value("SELECT count(*) FROM admission") == 1
    log = [row["what"] for row in await pool.fetch("SELECT what FROM queue_log ORDER BY n")]
    assert log == ["called", "admitted"]


async def test_fifty_first_clicks_at_once_and_ten_may_be_inside(world: World, visit: Visit) -> None:
    room, fans = await create_room(world.preview, mode="automatic", target=10), [visit() for _ in range(50)]
    for fan in fans:
        await fan.read("/")
    answers = await asyncio.gather(*(hold(fan, world, n) for n, fan in enumerate(fans)))
    refused = [answer for answer in answers if answer.json().get("error") == "must_wait"]
    assert len(refused) == 40
    assert await pool.fetch_value("SELECT count(*) FROM admission WHERE room = $1", room) == 10
    assert await pool.fetch_value("SELECT engaged_at IS NOT NULL FROM waiting_room")


async def test_who_waits_is_called_before_who_comes_and_makes_nobody_wait_while_there_is_room(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await join_fans(room, "ben")
    assert (await hold(fan, world)).status_code == 200
    log = [(row["what"], row["serving"]) for row in await pool.fetch("SELECT what, serving FROM queue_log ORDER BY n")]
    assert log == [("called", 2), ("admitted", None)]
    assert (await admit_place(room, 1, "ben"))["outcome"] == "admitted"


async def test_nobody_comes_in_past_somebody_who_waits_for_the_last_room_there_is(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic", target=1), visit()
    await join_fans(room, "ben")
    assert (await hold(fan, world)).json()["error"] == "must_wait"
    assert await statuses(world.preview) == {}
    assert await pool.fetch_value("SELECT engaged_at IS NOT NULL FROM waiting_room")


async def test_who_was_called_meanwhile_comes_in_with_their_own_place(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    assert (await hold(fan, world)).status_code == 200
    assert await pool.fetch_value("SELECT last_number FROM waiting_room") == 1


@pytest.mark.parametrize("on_sale", ["now() + interval '1 hour'", "now() - interval '2 hours'"])
async def test_before_and_after_the_sale_a_click_lets_nobody_in(world: World, visit: Visit, on_sale: str) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    sale = (
        f"UPDATE performance SET on_sale_at = {on_sale}, off_sale_at = {on_sale} + interval '30 minutes' WHERE id = $1"
    )
    await pool.execute(sale, world.preview)
    assert (await hold(fan, world)).json()["error"] in ("not_yet", "sale_over")
    assert await pool.fetch_value("SELECT last_number FROM waiting_room WHERE id = $1", room) == 0


async def test_who_gave_up_their_place_in_a_quiet_room_comes_in_anew(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await hold(fan, world)
    pass_cookie = fan.browser.cookies[f"pass-{room}"]
    await post_to_room(fan, room, "returns")
    set_cookie(fan, f"pass-{room}", pass_cookie)
    assert (await hold(fan, world, 18)).status_code == 200
    assert await pool.fetch_value("SELECT array_agg(number) FROM admission WHERE left_at IS NULL") == [2]


async def test_the_only_one_who_waits_comes_in_with_their_own_place(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await join_room(fan, room)
    assert (await hold(fan, world)).status_code == 200
    assert await pool.fetch_value("SELECT last_number FROM waiting_room") == 1


async def test_whoever_was_called_and_did_not_come_comes_in_when_nobody_waits_any_more(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '1 day'")
    assert (await hold(fan, world)).status_code == 200
    rows = await pool.fetch("SELECT number, ended_as FROM place ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, "passed"), (2, None)]


async def test_whoever_was_inside_before_comes_in_again_when_nobody_waits(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await hold(fan, world)
    await pool.execute("UPDATE admission SET expires_at = now()")
    await with_pass(fan, room, timedelta(seconds=-1))
    assert (await hold(fan, world, 18)).status_code == 200
    assert await pool.fetch_value("SELECT count(*) FROM admission") == 2


async def test_once_engaged_it_asks_for_a_pass(world: World, visit: Visit) -> None:
    room, fan = await create_room(world.preview, mode="automatic"), visit()
    await pool.execute("UPDATE waiting_room SET engaged_at = now()")
    assert (await hold(fan, world)).json()["error"] == "must_wait"
    assert (await fan.read(f"/performances/{world.preview}")).headers["location"].startswith(f"/waiting-rooms/{room}")


async def test_what_is_everybodys_needs_no_pass(world: World, visit: Visit) -> None:
    await create_room(world.preview)
    fan = visit()
    for address in ("seats", "sale"):
        assert (await fan.browser.get(f"/performances/{world.preview}/{address}")).status_code == 200
    head = await fan.browser.head(f"/performances/{world.preview}")
    assert head.status_code == 303
