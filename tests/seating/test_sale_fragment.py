"""Tests of the start of a sale: the pages before it, and the small fragment that they request when it begins."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import pool
from tests.fan import Fan
from tests.waiting_room.scenarios import create_draw, create_room
from tests.world import World

Visit = Callable[[], Fan]
HOUR = timedelta(hours=1)


async def on_sale(world: World, *, opens: timedelta, closes: timedelta = 24 * HOUR) -> str:
    """Set the start and end of the Preview's sale, counted from now, and return the performance's address."""
    now = datetime.now(UTC)
    sql = "UPDATE performance SET on_sale_at = $2, off_sale_at = $3 WHERE id = $1"
    await pool.execute(sql, world.preview, now + opens, now + closes)
    return f"/performances/{world.preview}"


def words(html: str) -> str:
    """Return the visible text of the HTML."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("opens", "closes", "sale", "says"),
    [
        (HOUR, 2 * HOUR, "not_yet", "Until the sale begins"),
        (-HOUR, HOUR, "on", "Nothing chosen yet"),
        (-2 * HOUR, -HOUR, "over", "This sale is over"),
    ],
)
async def test_the_fragment_says_how_the_sale_stands(
    world: World, visit: Visit, opens: timedelta, closes: timedelta, sale: str, says: str
) -> None:
    answer = await visit().read(f"{await on_sale(world, opens=opens, closes=closes)}/sale")
    assert answer.status_code == 200
    assert f'data-sale="{sale}"' in answer.text
    assert says in words(answer.text)


async def test_a_cancelled_night_says_so(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", world.preview)
    answer = await visit().read(f"/performances/{world.preview}/sale")
    assert "This performance is cancelled" in words(answer.text)


async def test_the_fragment_is_the_same_for_everybody_and_leaves_nothing_behind(world: World, visit: Visit) -> None:
    base, ana, ben = await on_sale(world, opens=-HOUR), visit(), visit()
    await ana.hold(world.preview, [17], world.plan)
    hers, his = await ana.read(f"{base}/sale"), await ben.read(f"{base}/sale")
    assert re.sub(r'data-now="[^"]*"', "", hers.text) == re.sub(r'data-now="[^"]*"', "", his.text)
    assert "set-cookie" not in hers.headers
    assert hers.headers["cache-control"] == "public, max-age=1"
    assert "csrf" not in hers.text


async def test_the_list_is_told_in_its_own_words(world: World, visit: Visit) -> None:
    base = await on_sale(world, opens=-HOUR)
    assert "Take a seat from the list" in words((await visit().read(f"{base}/sale?view=list")).text)
    assert "Take a seat on the map" in words((await visit().read(f"{base}/sale?view=anything")).text)


async def test_the_fragment_of_nothing_is_not_found(world: World, visit: Visit) -> None:
    assert (await visit().read("/performances/999/sale")).status_code == 404


async def test_before_the_sale_all_that_takes_seats_waits_in_the_page(world: World, visit: Visit) -> None:
    base = await on_sale(world, opens=HOUR)
    for page in (await visit().read(base), await visit().read(f"{base}/list")):
        assert f'data-opens="{base}/sale?view=' in page.text
        assert re.search(r"Best available", page.text)
        assert page.text.count(" data-from-sale") >= 1
    assert not re.search(r'name="seats" value="[\d ]+"(?! disabled data-from-sale)[^>]*>Take', page.text)


async def test_once_it_is_on_nothing_waits(world: World, visit: Visit) -> None:
    base = await on_sale(world, opens=-HOUR)
    for address in (base, f"{base}/list"):
        assert "data-from-sale" not in (await visit().read(address)).text


async def test_the_larger_the_house_the_longer_its_pages_are_spread(world: World, visit: Visit) -> None:
    page = await visit().read(await on_sale(world, opens=HOUR))
    assert re.search(r'data-spread="(\d+)"', page.text)[1] == str(2 * 1_200)  # type: ignore[index]


async def a_waiting_room(world: World, *, draw: bool = False, **given: Any) -> int:
    """Create a waiting room for the Preview, whose sale begins in two hours, and return its id."""
    await on_sale(world, opens=2 * HOUR)
    room = await create_room(world.preview, **given)
    if draw:
        await create_draw(room)
    return room


async def test_before_a_waiting_room_opens_the_fragment_says_when_and_goes_there(world: World, visit: Visit) -> None:
    room = await a_waiting_room(world, draw=True, opens_at=datetime.now(UTC) + HOUR)
    answer = await visit().read(f"/performances/{world.preview}/sale")
    assert f'data-goes="/waiting-rooms/{room}?to={world.preview}&amp;lang=en"' in answer.text
    assert "Until the waiting room opens" in words(answer.text)
    assert "so coming early does not matter" in words(answer.text)


async def test_where_nothing_is_drawn_nobody_is_told_that_coming_early_does_not_matter(
    world: World, visit: Visit
) -> None:
    await a_waiting_room(world, opens_at=datetime.now(UTC) + HOUR)
    said = words((await visit().read(f"/performances/{world.preview}/sale")).text)
    assert "Places are given in the order of coming." in said
    assert "does not matter" not in said


@pytest.mark.parametrize(
    ("draw", "says"), [(True, "The order is drawn"), (False, "Places are given in the order of coming")]
)
async def test_while_fans_wait_the_fragment_shows_the_way_to_them(
    world: World, visit: Visit, draw: bool, says: str
) -> None:
    room = await a_waiting_room(world, draw=draw)
    answer = await visit().read(f"/performances/{world.preview}/sale")
    assert 'data-sale="waits"' in answer.text
    assert f'href="/waiting-rooms/{room}?to={world.preview}&amp;lang=en"' in answer.text
    assert says in words(answer.text)


async def test_whoever_is_in_gets_the_sale_itself(world: World, visit: Visit) -> None:
    await a_waiting_room(world)
    await on_sale(world, opens=-HOUR)
    answer = await visit().read(f"/performances/{world.preview}/sale?inside=1")
    assert 'data-sale="on"' in answer.text


async def test_a_room_that_nobody_has_to_wait_in_is_not_spoken_of(world: World, visit: Visit) -> None:
    await a_waiting_room(world, mode="automatic")
    answer = await visit().read(f"/performances/{world.preview}/sale")
    assert "waiting" not in answer.text
    assert "Until the sale begins" in words(answer.text)


async def test_once_the_sale_has_begun_who_waits_longest_comes_next(world: World, visit: Visit) -> None:
    await a_waiting_room(world)
    await on_sale(world, opens=-HOUR)
    assert "comes in next" in words((await visit().read(f"/performances/{world.preview}/sale")).text)


async def test_what_is_free_and_what_has_a_price_are_told_in_a_sentence(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE performance SET on_sale_at = now() + interval '1 hour'")
    said = [words((await visit().read(f"/performances/{id}/sale")).text) for id in (world.preview, world.opening)]
    assert ["for looking. Tickets are free." in text for text in said] == [True, False]
    assert ["for looking. Tickets cost " in text for text in said] == [False, True]


async def test_a_sale_on_another_day_is_told_with_its_day(world: World, visit: Visit) -> None:
    await a_waiting_room(world, draw=True, opens_at=datetime.now(UTC) + HOUR)
    base = await on_sale(world, opens=72 * HOUR, closes=99 * HOUR)
    text = words((await visit().read(f"{base}/sale")).text)
    assert re.search(r"The sale begins: \w{3}, \d+ \w{3,4} \d{4}, \d\d:\d\d", text)
