"""Tests of the page with the list, as a browser without JavaScript uses it."""

import re
from collections.abc import Callable

import pytest
import pytest_asyncio

from app.venues.builtin.stadium import stadium
from app.venues.plans import save_plan
from db import pool
from db.transaction import transaction
from tests.fan import Fan
from tests.seating.plans import PRICES, hall, small_hall
from tests.world import World, a_performance

Visit = Callable[[], Fan]


@pytest_asyncio.fixture(loop_scope="session")
async def night(world: World) -> int:
    """Create a performance in the hall of plans.py, with places of every kind, and return its id."""
    async with transaction() as connection:
        plan = await save_plan(connection, world.rex, hall())
        return await a_performance(connection, world.olga, plan, "hall", "A night in the hall", PRICES)


async def words(fan: Fan, address: str) -> str:
    """Return the visible text of the page at this address."""
    answer = await fan.read(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())


async def test_standing_places_are_taken_by_count_without_script(night: int, visit: Visit) -> None:
    fan = visit()
    page = (await fan.read(f"/performances/{night}/list?section=Floor&party=3")).text
    assert 'name="count" min="1" max="8" value="3"' in page
    form = {"area": "0", "count": "3", "back": "list", "section": "Floor", "plan": _plan(page)}
    answer = await fan.send(f"/performances/{night}/holds", form)
    assert answer.headers["location"] == f"/performances/{night}/list?section=Floor&party=2#basket"
    assert await pool.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1", night) == 3


async def test_a_wheelchair_space_and_the_seat_beside_it_go_by_one_button(night: int, visit: Visit) -> None:
    page = (await visit().read(f"/performances/{night}/list?section=Stalls&party=2")).text
    [button] = re.findall(r'<button[^>]* form="take-space"[^>]*>Take both</button>', page)
    assert 'value="18 19"' in button
    assert '<input type="hidden" name="wheelchairs" value="1"' in page


async def test_who_took_the_space_alone_may_take_the_seat_beside_it_later(night: int, visit: Visit) -> None:
    fan, address = visit(), f"/performances/{night}/list?section=Stalls"
    plan = _plan((await fan.read(address)).text)
    form = {"plan": plan, "back": "list", "section": "Stalls"}
    await fan.send(f"/performances/{night}/holds", form | {"seats": "18", "wheelchairs": "1"})
    assert "seat 2 beside yours" in await words(fan, address)
    await fan.send(f"/performances/{night}/holds", form | {"seats": "19"})
    assert 'data-seats="18 19"' in (await fan.read(address)).text


async def test_only_wheelchair_spaces_are_shown_to_who_asks_for_them(night: int, visit: Visit) -> None:
    page = (await visit().read(f"/performances/{night}/list?section=Stalls&access=1")).text
    assert (page.count('data-kind="space"'), page.count('data-kind="seats"')) == (1, 0)


async def test_a_table_that_is_sold_whole_costs_what_all_its_seats_cost(night: int, visit: Visit) -> None:
    assert "Table 1 , 4 seats whole table, €60.00 each €240.00 Take the table" in await words(
        visit(), f"/performances/{night}/list?section=Tables"
    )


async def test_prices_outside_the_range_are_left_out(night: int, visit: Visit) -> None:
    page = await words(visit(), f"/performances/{night}/list?from=30&to=50")
    assert ("Circle 4 left" in page, "Nothing of this open" in page) == (True, False)
    assert "Stalls 0" in page


async def test_the_list_in_another_language_has_the_same_prices(night: int, visit: Visit) -> None:
    page = (await visit().read(f"/performances/{night}/list?from=30.50&to=1.120&lang=en")).text
    assert 'href="?from=30%2C50&amp;to=1120&amp;lang=de"' in page


@pytest.mark.parametrize(
    ("query", "says", "wrong"),
    [
        ("from=cheap", "is no price in EUR", ["from"]),
        ("to=-5", "is no price in EUR", ["to"]),
        ("from=60&to=20", "The lowest price is above the highest", ["from", "to"]),
    ],
)
async def test_a_price_that_is_none_is_said_where_it_was_typed_and_kept(
    night: int, visit: Visit, query: str, says: str, wrong: list[str]
) -> None:
    fan = visit()
    assert says in await words(fan, f"/performances/{night}/list?{query}")
    typed = query.partition("=")[2].partition("&")[0]
    page = (await fan.read(f"/performances/{night}/list?{query}")).text
    assert (f'value="{typed}"' in page, re.findall(r'id="(from|to)"[^>]*aria-invalid', page)) == (True, wrong)


@pytest.mark.parametrize(
    "query",
    [
        "party=0",
        "party=-1",
        "party=1000000000",
        "party=two",
        "party=",
        "party=%00",
        "level=9&level=x&level=-1",
        "section=Nowhere",
        "section=%00",
        "floor=Nowhere",
        "access=maybe",
        "section[]=x",
        "party=2&party=%F0%9F%92%A9",
    ],
)
async def test_what_cannot_be_meant_shows_the_house(night: int, visit: Visit, query: str) -> None:
    page = await words(visit(), f"/performances/{night}/list?{query}")
    assert "Floor 10 left" in page
    assert "together" in page


async def test_a_party_of_a_thousand_million_is_as_many_as_one_may_take(night: int, visit: Visit) -> None:
    assert "8 together" in await words(visit(), f"/performances/{night}/list?party=9999")


async def test_links_and_forms_keep_what_was_asked(night: int, visit: Visit) -> None:
    page = (await visit().read(f"/performances/{night}/list?section=Circle&party=3&level=2&to=50")).text
    assert f"/performances/{night}/list?section=Circle&amp;party=4&amp;level=2&amp;to=50" in page
    assert page.count('<input type="hidden" name="level" value="2"') >= 2


async def test_the_basket_without_script_leads_back_to_the_same_list(night: int, visit: Visit) -> None:
    fan, address = visit(), f"/performances/{night}/list?section=Circle&party=1&level=2"
    page = (await fan.read(address)).text
    form = {"plan": _plan(page), "back": "list", "section": "Circle", "party": "1", "level": "2", "seats": "32"}
    await fan.send(f"/performances/{night}/holds", form)
    basket = (await fan.read(address)).text.partition('<aside id="basket"')[2]
    back = dict(re.findall(r'name="(section|party|level|back)" value="([^"]*)"', basket))
    answer = await fan.send(f"/performances/{night}/holds/returns", back | {"seats": "32"})
    assert answer.headers["location"] == f"{address}#basket"


async def test_what_is_too_small_for_the_party_stands_behind_what_fits(night: int, visit: Visit) -> None:
    fan, address = visit(), f"/performances/{night}/list?section=Stalls"
    some = await words(fan, f"{address}&party=7")
    assert "No 7 together" not in some  # the wheelchair space is offered with all the seats beside it
    assert some.index("space 1 with") < some.index("2 more that do not fit your party") < some.index("6 seats only")
    none = await words(fan, f"/performances/{night}/list?section=Circle&party=5")
    assert "No 5 together in Circle just now. 1 more that does not fit your party" in none


async def test_where_nothing_is_like_that_the_way_out_is_shown(night: int, visit: Visit) -> None:
    page = await words(visit(), f"/performances/{night}/list?from=1000")
    assert "Nothing like this is left There are 36 other places in the house. Show all of them" in page


@pytest.mark.parametrize(
    ("wish", "status", "says"),
    [
        ({"party": "3", "to": "a song"}, 400, "is no price in EUR"),
        ({"party": "three"}, 400, "One of the values is not a number"),
        ({"party": "0"}, 400, "Nothing was taken"),
        ({"party": "1000000000"}, 400, "Nothing was taken"),
        ({"party": "2", "section": "Nowhere"}, 400, "Nothing was taken"),
        ({"party": "2", "level": "99"}, 400, "Nothing was taken"),
        ({"party": "3", "to": "1"}, 409, "Nothing was taken"),
    ],
)
async def test_a_search_that_cannot_be_meant_keeps_what_was_typed(
    night: int, visit: Visit, wish: dict[str, str], status: int, says: str
) -> None:
    answer = await visit().send(f"/performances/{night}/holds/best", {"back": "list"} | wish)
    assert (answer.status_code, says in answer.text) == (status, True)
    form = answer.text.partition('id="find"')[2].partition("</form>")[0]
    for name in wish.keys() - {"section", "level"}:
        assert re.search(rf'name="{name}"[^>]* value="{wish[name]}"', form)
    assert await pool.fetch_value("SELECT count(*) FROM seat WHERE status = 1") == 0


async def test_a_refused_form_shows_the_list_again_with_the_words_and_the_way_out(night: int, visit: Visit) -> None:
    ana, ben = visit(), visit()
    plan = _plan((await ana.read(f"/performances/{night}/list")).text)
    form = {"seats": ["26", "27"], "plan": plan, "back": "list", "section": "Stalls", "party": "3"}
    await ana.send(f"/performances/{night}/holds", form | {"seats": ["26"]})
    answer = await ben.send(f"/performances/{night}/holds", form)
    assert (answer.status_code, "Stalls B 1 has just gone" in answer.text) == (409, True)
    assert ("3 together" in answer.text, "Take Stalls B 2</button>" in answer.text) == (True, True)


async def test_a_stadium_opens_with_its_floors_and_shows_the_rows_of_one_section(world: World, visit: Visit) -> None:
    plan = stadium()
    async with transaction() as connection:
        saved = await save_plan(connection, world.rex, plan)
        prices = {level.name: [5000 + 100 * n] for n, level in enumerate(plan.levels)}
        night = await a_performance(connection, world.olga, saved, "match", "A match", prices)
    fan = visit()
    whole = await fan.read(f"/performances/{night}/list")
    assert (whole.text.count('class="storey"'), whole.text.count("data-run")) == (2, 0)
    assert "Upper tier" in whole.text
    part = await fan.read(f"/performances/{night}/list?section=104")
    assert part.text.count('type="checkbox" name="seats"') <= 650
    assert 'aria-label="After this: 105"' in part.text
    assert max(len(whole.content), len(part.content)) < 200_000


@pytest.mark.parametrize("gap", [2, 3, 4])
async def test_a_list_in_shreds_is_no_bigger_than_a_phone_can_carry(world: World, visit: Visit, gap: int) -> None:
    async with transaction() as connection:
        saved = await save_plan(connection, world.rex, small_hall(*["o" * 20] * 32))
        night = await a_performance(connection, world.olga, saved, "shreds", "Shreds", {"A": [5000]})
    sold = "UPDATE seat SET status = 2, order_id = 1 WHERE performance_id = $1 AND idx % $2 = 0"
    await pool.execute(sold, night, gap)
    page = await visit().read(f"/performances/{night}/list")
    assert page.text.count("data-run") > 150
    assert len(page.content) < 225_000


def _plan(page: str) -> str:
    found = re.search(r'data-plan="(\d+)"', page)
    assert found
    return found.group(1)
