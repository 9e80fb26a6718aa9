"""Tests of ticket types: the choice in the basket, its price, and the charge of the order."""

import asyncio
import re
from collections.abc import Callable

import pytest
import pytest_asyncio

from app.checkout.errors import PriceChanged
from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.view import get_order_by_link
from app.errors import BadInput
from app.events.catalog import Performance
from app.seating.basket import get_basket
from app.seating.context import map_context
from app.seating.errors import HoldEnded, NoSuchSeat, TypeNotSold
from app.seating.holds.hold import choose_type, hold_places, hold_seats, live_hold, release_seats
from app.seating.visitor import Visitor
from db import pool
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import expire
from tests.seating.scenarios import CHILD, FLOOR, MEMBER, create_night
from tests.world import World

Visit = Callable[[], Fan]


@pytest_asyncio.fixture(loop_scope="session")
async def night(world: World) -> Performance:
    """Create a performance where level A costs 60 (adult), 30 (child) or 50 (member), with fees of 2.00 per ticket and
    1.00 per order."""
    return await create_night(world)


async def total(night: Performance, person: str = "ana") -> int:
    """Return the total of the person's basket."""
    basket = await get_basket(night, person)
    assert basket is not None
    return basket.total


async def test_a_seat_has_the_first_type_until_another_is_chosen(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    assert await total(night) == 2 * 6200 + 100
    chosen = await choose_type(night.id, "ana", [27], CHILD)
    assert (chosen.types, await total(night)) == ({27: CHILD}, 6200 + 3200 + 100)


async def test_the_first_type_again_is_as_if_nothing_was_chosen(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    await choose_type(night.id, "ana", [26, 27], MEMBER)
    await choose_type(night.id, "ana", [26], 0)
    assert (await live_hold(night.id, "ana")).types == {27: MEMBER}  # type: ignore[union-attr]


async def test_choosing_leaves_the_clock_alone(night: Performance) -> None:
    hold = await hold_seats(night.id, "ana", [26], night.plan)
    assert (await choose_type(night.id, "ana", [26], CHILD)).until == hold.until


async def test_a_seat_that_comes_later_changes_no_type(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26], night.plan)
    await choose_type(night.id, "ana", [26], CHILD)
    assert (await hold_seats(night.id, "ana", [27], night.plan)).types == {26: CHILD}


async def test_a_seat_that_went_back_begins_anew(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    await choose_type(night.id, "ana", [26, 27], CHILD)
    await release_seats(night.id, "ana", [26])
    assert (await hold_seats(night.id, "ana", [26], night.plan)).types == {27: CHILD}
    assert (await hold_seats(night.id, "ana", [28], night.plan, replacing=[27])).types == {}


@pytest.mark.parametrize(
    ("seats", "kind", "no"),
    [
        ([26], 9, TypeNotSold),
        ([26], -1, TypeNotSold),
        ([26], 2**40, TypeNotSold),
        ([26, 28], CHILD, HoldEnded),
        ([], CHILD, BadInput),
        ([26, 26], CHILD, BadInput),
        ([-1], CHILD, NoSuchSeat),
    ],
)
async def test_what_cannot_be_chosen_changes_nothing(
    night: Performance, seats: list[int], kind: int, no: type[Exception]
) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    with pytest.raises(no):
        await choose_type(night.id, "ana", seats, kind)
    assert (await live_hold(night.id, "ana")).types == {}  # type: ignore[union-attr]


async def test_a_type_that_is_not_sold_at_the_level_of_every_seat_is_refused(night: Performance) -> None:
    await pool.execute(
        "DELETE FROM price WHERE performance_id = $1 AND level = 1 AND ticket_type = $2", night.id, CHILD
    )
    await hold_seats(night.id, "ana", [26, 32], night.plan)
    with pytest.raises(TypeNotSold):
        await choose_type(night.id, "ana", [26, 32], CHILD)
    assert (await choose_type(night.id, "ana", [26], CHILD)).types == {26: CHILD}


async def test_nobody_chooses_for_another(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26], night.plan)
    with pytest.raises(HoldEnded):
        await choose_type(night.id, "carl", [26], CHILD)


async def test_after_the_time_is_over_there_is_nothing_to_choose_for(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26], night.plan)
    await expire(night.id, "ana")
    with pytest.raises(HoldEnded):
        await choose_type(night.id, "ana", [26], CHILD)


async def test_the_order_charges_what_the_basket_said_and_keeps_the_types(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    await choose_type(night.id, "ana", [27], CHILD)
    shown = await total(night)
    receipt = await open_order(night.id, "ana", "Ana", "ana@example.org", total=shown)
    order = await get_order_by_link(night.id, receipt.link)
    assert [(line.idx, line.ticket_type, line.amount) for line in order.lines] == [
        (26, "Adult", 6000),
        (27, "Child", 3000),
    ]
    assert order.total == shown == await pool.fetch_value("SELECT amount FROM payment")


async def test_a_type_chosen_after_the_page_was_drawn_is_not_charged_unseen(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    await choose_type(night.id, "ana", [27], CHILD)
    shown = await total(night)
    await choose_type(night.id, "ana", [27], 0)  # in another tab
    with pytest.raises(PriceChanged):
        await open_order(night.id, "ana", "Ana", "ana@example.org", total=shown)
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 0


async def test_fifty_choices_and_an_order_at_once_come_to_one_sum(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26, 27], night.plan)

    async def choose(n: int) -> None:
        await asyncio.sleep(0)
        await choose_type(night.id, "ana", [26, 27], n % 3)

    order = open_order(night.id, "ana", "Ana", "ana@example.org")
    done = await asyncio.gather(order, *(choose(n) for n in range(50)), return_exceptions=True)
    assert all(isinstance(end, HoldEnded) for end in done if isinstance(end, BaseException))
    charged = await pool.fetch_value('SELECT total FROM "order"')
    lines = "SELECT sum(amount + extra) FROM order_line WHERE kind = 'seat'"
    assert charged == await pool.fetch_value(lines) + 100
    assert len(await pool.fetch("SELECT DISTINCT ticket_type FROM order_line WHERE kind = 'seat'")) == 1


async def test_a_type_that_is_sold_no_more_is_shown_and_charged_as_the_first(night: Performance) -> None:
    await hold_seats(night.id, "ana", [26], night.plan)
    await choose_type(night.id, "ana", [26], CHILD)
    await pool.execute("DELETE FROM price WHERE performance_id = $1 AND ticket_type = $2", night.id, CHILD)
    assert await total(night) == 6300
    assert (await open_order(night.id, "ana", "Ana", "ana@example.org", total=6300)).state == "pending"


async def test_the_map_knows_the_price_of_each_type_and_where_one_is_not_sold(night: Performance) -> None:
    unsold = "DELETE FROM price WHERE performance_id = $1 AND level = 1 AND ticket_type = $2"
    await pool.execute(unsold, night.id, CHILD)
    context = await map_context(Visitor(night, "ana"))
    assert context["types"] == ["Adult", "Child", "Member"]
    assert [offer.prices for offer in context["levels"]] == [[6200, 3200, 5200], [4200, None, 3700], [2700, 1700, 2200]]
    assert [part.kind for part in context["parts"]] == ["standing", "tables", "seats", "seats"]


async def sent(fan: Fan, night: Performance, **form: object) -> str:
    """Choose ticket types and return the basket, as HTMX gets it."""
    answer = await fan.send(f"/performances/{night.id}/holds/types", form, **HTMX)
    assert answer.status_code == 200
    return answer.text


async def test_the_basket_has_a_select_of_what_is_sold_with_prices_and_takes_the_choice(
    night: Performance, visit: Visit
) -> None:
    fan = visit()
    await fan.hold(night.id, [26, 27], night.plan)
    basket = (await fan.read(f"/performances/{night.id}/basket", **HTMX)).text
    assert 'aria-label="Stalls, row B, seat 1: ticket type"' in basket
    assert re.findall(r"<option[^>]*>([^<]+)", basket)[:3] == ["Adult, €62.00", "Child, €32.00", "Member, €52.00"]
    after = await sent(fan, night, seats="27", type=CHILD)
    assert "€95.00" in re.sub(r"<[^>]+>", "", after)
    assert f'<option value="{CHILD}" selected>' in after


async def test_one_of_several_standing_places_can_be_a_childs(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    await fan.send(f"/performances/{night.id}/holds", {"area": FLOOR, "count": 3, "plan": night.plan}, **HTMX)
    seats = (await fan.read(f"/performances/{night.id}/basket", **JSON)).json()["seats"]
    after = await sent(fan, night, seats=" ".join(map(str, seats)), type=CHILD, count=1)
    lines = re.findall(r'<span class="where">([^<]+)</span><span class="money">([^<]+)', after)
    assert sorted(lines) == [("Floor", "€17.00"), ("Floor, 2 places", "€54.00")]


async def test_without_script_a_choice_leads_back_to_the_list(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.hold(night.id, [26], night.plan)
    answer = await fan.send(f"/performances/{night.id}/holds/types", {"seats": "26", "type": CHILD, "back": "list"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/performances/{night.id}/list#basket")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"seats": "26"}, 400),
        ({"seats": "26", "type": "x"}, 400),
        ({"type": "1"}, 400),
        ({"seats": "26", "type": "7"}, 409),
        ({"seats": "26", "type": "1", "count": "5"}, 400),
        ({"seats": "30", "type": "1"}, 410),
        ({"seats": "x", "type": "1"}, 400),
    ],
)
async def test_nonsense_is_answered_in_words(
    night: Performance, visit: Visit, form: dict[str, str], status: int
) -> None:
    fan = visit()
    await fan.hold(night.id, [26], night.plan)
    answer = await fan.send(f"/performances/{night.id}/holds/types", form, Accept="application/json")
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)


async def test_a_program_with_a_negative_count_changes_nothing(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.hold(night.id, [26, 27], night.plan)
    wish = {"seats": [26, 27], "type": CHILD, "count": -1}
    headers = {"X-CSRF-Token": fan.token, **JSON}
    answer = await fan.browser.post(f"/performances/{night.id}/holds/types", json=wish, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "no_such_count")


async def test_checkout_names_types_and_standing_places(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.hold(night.id, [26], night.plan)
    await fan.send(f"/performances/{night.id}/holds", {"area": FLOOR, "count": 2, "plan": night.plan}, **HTMX)
    await sent(fan, night, seats="26", type=MEMBER)
    page = re.sub(r"<[^>]+>", " ", (await fan.read(f"/performances/{night.id}/checkout")).text)
    words = " ".join(page.split())
    assert "Floor, 2 places Adult €54.00" in words
    assert "Stalls, row B, seat 1 Member €52.00" in words


async def test_choosing_types_costs_no_hold_of_places(night: Performance) -> None:
    hold = await hold_places(night, "ana", FLOOR, 4, night.plan)
    await choose_type(night.id, "ana", hold.seats, CHILD)
    assert await total(night) == 4 * 1700 + 100
