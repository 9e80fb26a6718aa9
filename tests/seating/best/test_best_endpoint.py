"""Tests of best available and of offers for lost seats over HTTP: a browser with and without JavaScript, a program."""

import re
from collections.abc import Callable

import pytest
import pytest_asyncio

from app.events.catalog import Performance
from app.seating.holds.hold import hold_places, hold_seats
from tests.fan import HTMX, JSON, Fan
from tests.seating.scenarios import count_held, create_night
from tests.world import World

Visit = Callable[[], Fan]


@pytest_asyncio.fixture(loop_scope="session")
async def night(world: World) -> Performance:
    """Create a performance in the hall of plans.py, where Stalls B has six adjacent seats."""
    return await create_night(world)


def fields(text: str, verb: str) -> dict[str, str]:
    """Return the hidden fields of the form that a notice in the basket sends to `verb`."""
    form = re.search(rf'<form method="post" action="[^"]*/{verb}".*?</form>', text, re.DOTALL)
    assert form
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


async def seats_of(fan: Fan, night: Performance) -> list[int]:
    """Return the seats in the fan's basket."""
    seats: list[int] = (await fan.read(f"/performances/{night.id}/basket", **JSON)).json()["seats"]
    return seats


async def found(fan: Fan, night: Performance, **form: object) -> str:
    """Search for the best seats and return the basket, as HTMX gets it."""
    answer = await fan.send(f"/performances/{night.id}/holds/best", form, **HTMX)
    assert answer.status_code == 200
    return answer.text


async def test_the_best_are_held_and_the_reason_is_said(night: Performance, visit: Visit) -> None:
    fan = visit()
    text = await found(fan, night, party=3, section="Stalls", plan=night.plan)
    assert re.search(r"<strong>3 together in row [AB], Stalls[^<]*\.</strong>", text)
    assert len(await seats_of(fan, night)) == 3


async def test_another_is_shown_and_the_first_go_back(night: Performance, visit: Visit) -> None:
    fan = visit()
    text = await found(fan, night, party=2, section="Stalls")
    first = await seats_of(fan, night)
    again = fields(text, "holds/best")
    assert (again["party"], again["section"], again["instead"]) == ("2", "Stalls", " ".join(map(str, first)))
    await found(fan, night, **again)
    second = await seats_of(fan, night)
    assert (len(second), set(first) & set(second)) == (2, set())
    assert await count_held(night) == 2


async def test_a_price_range_is_kept_to(night: Performance, visit: Visit) -> None:
    fan = visit()
    await found(fan, night, party=2, **{"from": "30", "to": "45"})
    assert set(await seats_of(fan, night)) <= {32, 33, 34, 35}


async def test_a_program_is_told_the_reason_and_how_to_see_others(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    headers = {"X-CSRF-Token": fan.token, **JSON}
    wish = {"party": 2, "section": "Stalls", "to": 70}
    told = (await fan.browser.post(f"/performances/{night.id}/holds/best", json=wish, headers=headers)).json()
    [notice] = told["notices"]
    assert (len(told["seats"]), notice["button"]["verb"]) == (2, "holds/best")
    assert "2 together" in notice["title"]


async def test_a_program_writes_prices_alike_in_every_language(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    headers = {"X-CSRF-Token": fan.token, "X-Language": "de", **JSON}
    for price, status in (("45.000", 200), ("45,00", 400)):
        wish = {"party": 2, "from": "30.0", "to": price}
        answer = await fan.browser.post(f"/performances/{night.id}/holds/best", json=wish, headers=headers)
        assert answer.status_code == status
    assert set(await seats_of(fan, night)) <= {32, 33, 34, 35}


async def test_without_script_the_list_says_why_once_and_has_the_next_button(night: Performance, visit: Visit) -> None:
    fan = visit()
    answer = await fan.send(f"/performances/{night.id}/holds/best", {"party": 2, "section": "Stalls", "back": "list"})
    assert answer.status_code == 303  # so that reloading the page takes nothing
    page = await fan.read(answer.headers["location"])
    assert "2 together in row" in page.text
    assert "Show me another" in page.text
    again = await fan.read(answer.headers["location"])
    assert "2 together in row" not in again.text
    assert len(await seats_of(fan, night)) == 2


async def test_without_script_a_search_that_fails_keeps_what_was_typed(night: Performance, visit: Visit) -> None:
    form = {"party": 2, "from": "500", "to": "900", "back": "list"}
    answer = await visit().send(f"/performances/{night.id}/holds/best", form)
    assert (answer.status_code, "Nothing here costs that" in answer.text) == (409, True)
    assert 'value="500"' in answer.text


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"party": "0"}, 400),
        ({"party": "-1"}, 400),
        ({"party": "1000000000"}, (400, 409)),
        ({"party": "two"}, 400),
        ({"level": "99"}, 400),
        ({"section": "Nowhere"}, 400),
        ({"from": "cheap"}, 400),
        ({"from": "9", "to": "8"}, 400),
        ({"wheelchairs": "9"}, (400, 409)),
        ({"from": "1000"}, 409),
        ({"plan": "999999"}, 409),
        ({"seen": "x"}, 400),
    ],
)
async def test_a_search_that_cannot_be_meant_takes_nothing(
    night: Performance, visit: Visit, wish: dict[str, str], status: int | tuple[int, int]
) -> None:
    answer = await visit().send(f"/performances/{night.id}/holds/best", wish, Accept="application/json")
    assert answer.status_code in (status if isinstance(status, tuple) else (status,))
    assert answer.json()["detail"]
    assert await count_held(night) == 0


async def test_lost_seats_are_told_with_the_nearest_which_one_press_takes(night: Performance, visit: Visit) -> None:
    await hold_seats(night.id, "ben", [26, 27], night.plan)
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    text = (await fan.read(f"/performances/{night.id}/basket?view=map&lost=26+27", **HTMX)).text
    assert "Stalls B 1 and 2 have just gone" in text
    await fan.send(f"/performances/{night.id}/holds", fields(text, "holds"), **HTMX)
    assert (len(await seats_of(fan, night)), await count_held(night)) == (2, 4)


async def test_of_a_seat_that_is_open_nobody_is_said_to_have_been_quicker(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    text = (await fan.read(f"/performances/{night.id}/basket?view=map&lost=26", **HTMX)).text
    assert "Stalls B 1 is no longer yours, and still open" in text
    await fan.send(f"/performances/{night.id}/holds", fields(text, "holds"), **HTMX)
    assert await seats_of(fan, night) == [26]


async def test_a_refused_swap_can_still_be_made_with_what_is_left(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.hold(night.id, [26, 27], night.plan)
    await hold_seats(night.id, "ben", [33], night.plan)
    swap = {"seats": "32 33", "instead": "26 27", "plan": night.plan}
    error = await fan.send(f"/performances/{night.id}/holds", swap, **HTMX)
    assert (fields(error.text, "holds")["seats"], fields(error.text, "holds")["instead"]) == ("32", "26 27")
    places = {"area": 0, "count": 2, "instead": "26 27", "plan": night.plan}
    await hold_places(night, "carl", 0, 8, night.plan)
    await hold_places(night, "dora", 0, 1, night.plan)
    error = await fan.send(f"/performances/{night.id}/holds", places, **HTMX)
    assert (fields(error.text, "holds")["count"], fields(error.text, "holds")["instead"]) == ("1", "26 27")


async def test_what_was_lost_is_looked_for_only_so_often(night: Performance, visit: Visit) -> None:
    fan, address = visit(), f"/performances/{night.id}/basket"
    codes = [(await fan.read(f"{address}?lost=26", **JSON)).status_code for _ in range(61)]
    assert (codes[:1], codes[-1:], (await fan.read(address, **JSON)).status_code) == ([200], [429], 200)


async def test_a_wheelchair_space_that_is_still_there_is_one_press_away(night: Performance, visit: Visit) -> None:
    await hold_seats(night.id, "ben", [19], night.plan)
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    wish = {"seats": "18 19", "wheelchairs": "1", "plan": night.plan}
    error = await fan.send(f"/performances/{night.id}/holds", wish, **HTMX)
    assert (error.status_code, "has just gone" in error.text) == (409, True)
    await fan.send(f"/performances/{night.id}/holds", fields(error.text, "holds"), **HTMX)
    assert await seats_of(fan, night) == [18]


async def test_a_companions_seat_goes_back_with_the_wheelchair_space(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    await fan.send(
        f"/performances/{night.id}/holds", {"seats": "18 19", "wheelchairs": "1", "plan": night.plan}, **HTMX
    )
    assert await seats_of(fan, night) == [18, 19]
    await fan.send(f"/performances/{night.id}/holds/returns", {"seats": "18"}, **HTMX)
    assert await count_held(night) == 0


@pytest.mark.parametrize("lost", ["", "999999", "26"])
async def test_seats_that_are_no_loss_are_not_mourned(night: Performance, visit: Visit, lost: str) -> None:
    fan = visit()
    await fan.hold(night.id, [26], night.plan)
    text = (await fan.read(f"/performances/{night.id}/basket?view=map&lost={lost}", **HTMX)).text
    assert "just gone" not in text


async def test_advice_moves_the_fan_off_a_single_seat(world: World, visit: Visit) -> None:
    night, fan = await create_night(world, singles="warn"), visit()
    await fan.read(f"/performances/{night.id}")
    took = await fan.send(f"/performances/{night.id}/holds", {"seats": "27 28", "plan": night.plan}, **HTMX)
    assert "left on its own" in took.text
    moved = await fan.send(f"/performances/{night.id}/holds", fields(took.text, "holds"), **HTMX)
    assert ("left on its own" in moved.text, len(await seats_of(fan, night)), await count_held(night)) == (False, 2, 2)


async def test_where_it_is_refused_the_better_seats_are_one_press_away(world: World, visit: Visit) -> None:
    night, fan = await create_night(world, singles="refuse"), visit()
    await fan.read(f"/performances/{night.id}")
    error = await fan.send(f"/performances/{night.id}/holds", {"seats": "27 28", "plan": night.plan}, **HTMX)
    assert (error.status_code, await count_held(night)) == (409, 0)
    await fan.send(f"/performances/{night.id}/holds", fields(error.text, "holds"), **HTMX)
    assert len(await seats_of(fan, night)) == 2
