"""Sessions and CSRF tokens when the root secret changes."""

from collections.abc import Callable

import pytest

from app.web.assets import asset
from app.web.sessions import read_session
from tests.fan import HTMX, JSON, Fan
from tests.key_rotation import DROPPED, ROTATED, restart
from tests.seating.holds.test_hold import statuses
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]
Change = Callable[..., None]
UNSIGNED = ["", "junk", "a" * 128, "é" * 128, '"', "%00"]


async def basket(fan: Fan, world: World) -> list[object]:
    """Return the seats in the fan's basket."""
    seats: list[object] = (await fan.read(f"/performances/{world.preview}/basket", **JSON)).json()["seats"]
    return seats


async def test_a_session_is_renewed_so_that_the_old_key_can_be_dropped(
    world: World, visit: Visit, change_settings: Change
) -> None:
    before = visit()
    await before.hold(world.preview, [17], world.plan)
    cookie = before.browser.cookies["aisle"]
    during = restart(before, change_settings, ROTATED)
    assert len(await basket(during, world)) == 1
    assert during.browser.cookies["aisle"] != cookie
    assert read_session(during.browser.cookies["aisle"]) == read_session(cookie)
    after = restart(during, change_settings, DROPPED)
    assert len(await basket(after, world)) == 1


async def test_a_session_is_renewed_once(world: World, visit: Visit, change_settings: Change) -> None:
    before, address = visit(), f"/performances/{world.preview}"
    await before.read(address)
    fan = restart(before, change_settings, ROTATED)
    assert "aisle=" in str((await fan.read(address)).headers.get_list("set-cookie"))
    assert (await fan.read(address)).headers.get_list("set-cookie") == []


async def test_a_session_of_a_dropped_key_is_a_new_person(world: World, visit: Visit, change_settings: Change) -> None:
    before = visit()
    await before.hold(world.preview, [17], world.plan)
    after = restart(before, change_settings, DROPPED)
    assert await basket(after, world) == []


async def test_a_form_of_before_is_accepted_also_after_another_page(
    world: World, visit: Visit, change_settings: Change
) -> None:
    before = visit()
    await before.read("/")
    for another_page in (False, True):
        during = restart(before, change_settings, ROTATED)
        if another_page:
            await during.read("/")
            assert during.token != before.token
            during.token = before.token
        form = {"seats": str(17 + another_page), "plan": world.plan}
        assert (await during.send(f"/performances/{world.preview}/holds", form, **HTMX)).status_code == 200
    assert set(await statuses(world.preview)) == {17, 18}


async def test_a_form_whose_page_was_loaded_again_outlives_the_old_key(
    world: World, visit: Visit, change_settings: Change
) -> None:
    before = visit()
    await before.read("/")
    during = restart(before, change_settings, ROTATED)
    await during.read("/")
    after = restart(during, change_settings, DROPPED)
    form = {"seats": "17", "plan": world.plan}
    assert (await after.send(f"/performances/{world.preview}/holds", form, **HTMX)).status_code == 200
    after.token = before.token
    assert (await after.send(f"/performances/{world.preview}/holds", form, **HTMX)).status_code == 403


async def test_a_form_of_a_dropped_key_is_refused_and_the_next_page_repairs_it(
    world: World, visit: Visit, change_settings: Change
) -> None:
    before = visit()
    await before.read("/")
    after = restart(before, change_settings, DROPPED)
    form = {"seats": "17", "plan": world.plan}
    assert (await after.send(f"/performances/{world.preview}/holds", form)).status_code == 403
    await after.read("/")
    assert (await after.send(f"/performances/{world.preview}/holds", form, **HTMX)).status_code == 200


@pytest.mark.parametrize("cookie", UNSIGNED)
async def test_a_cookie_that_no_key_signed_is_replaced_by_the_next_page(
    world: World, visit: Visit, cookie: str
) -> None:
    fan, form = visit(), {"seats": "17", "plan": world.plan}
    raw = {"Cookie": f"csrf={cookie}".encode()}
    refused = await fan.browser.post(f"/performances/{world.preview}/holds", data=form, headers=raw)
    assert refused.status_code == 403
    page = await fan.browser.get(f"/performances/{world.preview}", headers=raw)
    token = fan.browser.cookies["csrf"]
    assert f'name="_csrf_token" value="{token}"' in page.text
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", data=form | {"_csrf_token": token})
    assert answer.status_code == 303


@pytest.mark.parametrize("token", UNSIGNED)
async def test_a_form_with_any_other_token_is_refused(world: World, visit: Visit, token: str) -> None:
    fan = visit()
    await fan.read("/")
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", data={"_csrf_token": token})
    assert answer.status_code == 403


async def test_what_is_cached_for_all_has_no_cookie_for_an_old_key_either(
    world: World, visit: Visit, change_settings: Change
) -> None:
    fan = visit()
    await fan.read(f"/performances/{world.preview}")
    during = restart(fan, change_settings, ROTATED)
    room = await create_room(world.opening)
    for address in (asset("css/main.css"), f"/waiting-rooms/{room}", f"/waiting-rooms/{room}/now"):
        answer = await during.read(address)
        assert "public" in answer.headers["cache-control"]
        assert answer.headers.get_list("set-cookie") == []
