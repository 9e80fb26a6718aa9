"""Texts and links of the waiting room's pages: the day of a time, the date that the fan waits for."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.language.translator import english
from app.waiting_room.admission.fan_position import FanPosition
from app.waiting_room.no_script_page import status_text
from app.waiting_room.rooms import read_room
from db import pool
from realtime.protocol import QueueStatus
from tests.fan import Fan
from tests.waiting_room.scenarios import create_draw, create_room
from tests.world import World

Visit = Callable[[], Fan]
ZONE = "Europe/Lisbon"
NOW = datetime.now(UTC)
SOON = timedelta(days=3)


async def test_the_page_tells_the_day_of_the_draw(world: World, visit: Visit) -> None:
    room = await create_room(world.preview, opens_at=NOW + SOON - timedelta(minutes=30), draws_at=NOW + SOON)
    await create_draw(room)
    text = (await visit().read(f"/waiting-rooms/{room}")).text
    assert english.moment(NOW + SOON, ZONE, "day") in text.split('class="proof"')[1]
    told = f"by {english.moment(NOW + SOON, ZONE, 'short')} gets"
    assert told in (await visit().read(f"/waiting-rooms/{room}/plain")).text


async def test_one_minute_is_one(world: World, visit: Visit) -> None:
    room = await create_room(world.preview, come_in_minutes=1)
    assert "You get 1 minute to" in (await visit().read(f"/waiting-rooms/{room}")).text


@pytest.mark.parametrize("page", ["", "/plain", "/draw"])
async def test_every_link_goes_on_to_the_date_that_is_waited_for(world: World, visit: Visit, page: str) -> None:
    room = await create_room(world.opening, world.preview)
    await create_draw(room)
    to = {show: (await visit().read(f"/waiting-rooms/{room}{page}?to={show}")).text for show in (world.preview, 99)}
    for asked, text in to.items():
        show = asked if asked != 99 else world.opening
        page_links = rf'(?:href|url)="?(?:=|)/?(waiting-rooms/{room}(?:/plain|/draw)?)(\?to=\d+)?(?:&amp;lang=en)?"'
        links = re.findall(page_links, text)
        assert links
        assert {to for _, to in links if to} >= {f"?to={show}"}
        assert [address for address, to in links if not to] == []


async def test_without_script_one_waits_for_the_same_date(world: World, visit: Visit) -> None:
    room = await create_room(world.opening, world.preview)
    text = (await visit().read(f"/waiting-rooms/{room}?to={world.preview}")).text
    assert f'content="0; url=/waiting-rooms/{room}/plain?to={world.preview}"' in text


async def test_a_first_come_room_leads_to_its_log_as_well(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    text = (await visit().read(f"/waiting-rooms/{room}")).text
    assert f'<a href="/waiting-rooms/{room}/draw?to={world.preview}&amp;lang=en">How the order is made</a>' in text


async def test_the_plain_page_of_an_ended_room_shows_where_else_to_go(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    open_still = (await visit().read(f"/waiting-rooms/{room}/plain")).text
    await pool.execute("UPDATE waiting_room SET ended_at = now(), ended_as = 'sold_out'")
    over = (await visit().read(f"/waiting-rooms/{room}/plain")).text
    assert ["See what is on" in text for text in (open_still, over)] == [False, True]
    assert ['data-state="ended"' in text for text in (open_still, over)] == [False, True]


async def test_the_plain_page_says_so_when_nothing_is_counted(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: int) -> None: ...

    room = await create_room(world.preview)
    assert "Not counted just now" not in (await visit().read(f"/waiting-rooms/{room}/plain")).text
    monkeypatch.setattr("app.waiting_room.no_script_page.cached_status", nothing)
    assert "Not counted just now" in (await visit().read(f"/waiting-rooms/{room}/plain")).text


@pytest.mark.parametrize(("number", "follows"), [(2, False), (3, True)])
async def test_who_comes_while_the_order_is_drawn_is_told_that_they_follow(
    world: World, number: int, follows: bool
) -> None:
    room = await create_room(world.preview)
    await create_draw(room, closed_at=NOW, n=2, root=bytes(32))
    waiting_room = await read_room(room)
    assert waiting_room is not None
    text = status_text(
        waiting_room, FanPosition(number, None), QueueStatus(room, 0, "drawing", drawn_count=2), ZONE, NOW
    )
    assert ("follows those who are drawn" in str(text.caveat)) is follows
    late = status_text(waiting_room, None, QueueStatus(room, 0, "drawing"), ZONE, NOW)
    assert "comes after those who are there" in str(late.caveat)
