"""Places and passes when the root secret changes: a token always fits the leaf that the draw has published."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from app.waiting_room.admission.join import join
from app.waiting_room.draw.draw_steps import close_draw
from db import pool
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key
from tests.fan import JSON, Fan
from tests.key_rotation import DROPPED, ROTATED, restart
from tests.waiting_room.draw.draw_scenario import create_sealed_room
from tests.waiting_room.scenarios import (
    call_places,
    create_room,
    enter_room,
    join_room,
    person_of,
    post_to_room,
    visit_and_enter,
)
from tests.world import World

Visit = Callable[[], Fan]
Change = Callable[..., None]


async def proves_its_leaf(place: dict[str, Any]) -> bool:
    """Return whether the secret in the place's token is that of the leaf in its row, which the draw commits to."""
    leaf = await pool.fetch_value(
        "SELECT leaf FROM place WHERE room = $1 AND number = $2", place["room"], place["number"]
    )
    return bool(leaf == sha256(place["token"].split(".")[2].encode()).digest())


@pytest.mark.parametrize("lost", [False, True], ids=["with the token", "after it was lost"])
async def test_a_place_of_before_keeps_number_and_proof(
    world: World, visit: Visit, change_settings: Change, *, lost: bool
) -> None:
    room, before = await create_sealed_room(world), visit()
    first = await join_room(before, room)
    await close_draw(room)
    if lost:
        before.browser.cookies.delete(f"place-{room}")
    during = restart(before, change_settings, ROTATED)
    again = await join_room(during, room)
    assert (again["number"], again["token"]) == (first["number"], first["token"])
    assert await proves_its_leaf(again)


async def test_joins_of_one_batch_have_the_key_of_their_own_place(world: World, change_settings: Change) -> None:
    room = await create_room(world.preview)
    tokens = [(await join(room, name)).token for name in ("ana", "ben")]
    change_settings(**ROTATED)
    places = [await join(room, name) for name in ("ana", "ben", "carl")]
    assert [place.token for place in places[:2]] == tokens
    for place in places:
        assert await proves_its_leaf({"room": room, "number": place.number, "token": place.token})
    change_settings(**DROPPED)
    assert (await join(room, "carl")).token == places[2].token


async def test_who_joins_again_at_the_end_has_a_leaf_of_the_new_key(
    world: World, visit: Visit, change_settings: Change
) -> None:
    room, before = await create_room(world.preview), visit()
    await join_room(before, room)
    await call_places(room, 1)
    await pool.execute("UPDATE queue_log SET at = at - interval '1 day'")
    during = restart(before, change_settings, ROTATED)
    place = await join_room(during, room)
    assert (place["number"], await proves_its_leaf(place)) == (2, True)
    after = restart(during, change_settings, DROPPED)
    assert await join_room(after, room) == place


async def test_a_place_of_before_comes_in_and_its_pass_of_before_counts(
    world: World, visit: Visit, change_settings: Change
) -> None:
    room, waits = await create_room(world.preview), visit()
    inside = await visit_and_enter(visit, room)
    await join_room(waits, room)
    await call_places(room, 1)
    during = restart(inside, change_settings, ROTATED)
    assert (await during.hold(world.preview, [17], world.plan)).status_code == 200
    assert (await enter_room(restart(waits, change_settings, ROTATED), room))["outcome"] == "admitted"


async def test_in_a_quiet_room_the_token_fits_the_place_of_before(
    world: World, visit: Visit, change_settings: Change
) -> None:
    room, before = await create_room(world.preview, mode="automatic"), visit()
    first = await join_room(before, room)
    before.browser.cookies.delete(f"place-{room}")
    during = restart(before, change_settings, ROTATED)
    assert (await during.hold(world.preview, [17], world.plan)).status_code == 200
    assert during.browser.cookies[f"place-{room}"] == first["token"]
    newcomer = restart(visit(), change_settings, ROTATED)
    await newcomer.hold(world.preview, [18], world.plan)
    token = newcomer.browser.cookies[f"place-{room}"]
    assert await proves_its_leaf({"room": room, "number": 2, "token": token})


async def test_place_and_pass_of_a_dropped_key_are_refused(world: World, visit: Visit, change_settings: Change) -> None:
    room = await create_room(world.preview)
    before = await visit_and_enter(visit, room)
    session_stays = {"AISLE_SESSION_KEYS": derive_key(DEVELOPMENT_SECRET, Purpose.SESSION).hex()}
    after = restart(before, change_settings, DROPPED | session_stays)
    assert person_of(after) == person_of(before)
    assert (await post_to_room(after, room, "returns")).json()["error"] == "not_your_place"
    assert (await after.read(f"/performances/{world.preview}", **JSON)).json()["error"] == "must_wait"


async def test_without_the_key_of_its_place_a_browser_keeps_the_number_but_not_the_proof(
    world: World, visit: Visit, change_settings: Change
) -> None:
    room, before = await create_room(world.preview), visit()
    first = await join_room(before, room)
    after = restart(before, change_settings, {"AISLE_PLACE_KEYS": "one key of places,another key of places"})
    again = await join_room(after, room)
    assert (again["number"], again["token"] == first["token"]) == (first["number"], False)
    assert not await proves_its_leaf(again)
    assert (await post_to_room(after, room, "returns")).json() == {"outcome": "gone"}


async def test_without_the_key_of_its_pass_a_fan_comes_in_again(
    world: World, visit: Visit, change_settings: Change
) -> None:
    room = await create_room(world.preview)
    before = await visit_and_enter(visit, room)
    after = restart(before, change_settings, {"AISLE_PASS_KEYS": "another key of passes"})
    assert (await after.read(f"/performances/{world.preview}")).status_code == 303
    await enter_room(after, room)
    assert (await after.hold(world.preview, [17], world.plan)).status_code == 200
    assert await pool.fetch_value("SELECT count(*) FROM admission") == 1
