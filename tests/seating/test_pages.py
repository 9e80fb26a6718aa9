"""Tests of the pages of a performance and the endpoints of holds, as a browser, HTMX and a program use them."""

import re
from collections.abc import Callable

import pytest

from app.checkout.orders.lifecycle import open_order
from app.events.pricing import Fee, Tax
from app.seating.holds.hold import hold_seats
from app.web.sessions import read_session
from db import pool
from db.transaction import transaction
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import expire, statuses
from tests.world import FREE, REX, World, a_performance

Visit = Callable[[], Fan]


async def test_the_page_names_the_map_and_all_its_parts(world: World, visit: Visit) -> None:
    answer = await visit().read(f"/performances/{world.preview}")
    assert answer.status_code == 200
    for part in (f'data-plan="{world.plan}"', f"/performances/{world.preview}/seats", "data-pass=", 'id="basket"'):
        assert part in answer.text


async def test_taking_seats_answers_with_the_basket(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{world.preview}")
    answer = await fan.send(f"/performances/{world.preview}/holds", {"seats": "17 18", "plan": world.plan}, **HTMX)
    assert answer.status_code == 200
    assert 'data-seats="17 18"' in answer.text
    assert "<html" not in answer.text
    assert await statuses(world.preview) == {17: 1, 18: 1}


async def test_a_plain_form_comes_back_to_the_list(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{world.preview}/list")
    form = {"seats": ["17", "18"], "plan": world.plan, "back": "list", "_csrf_token": fan.token}
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/performances/{world.preview}/list#basket")
    assert 'data-seats="17 18"' in (await fan.read(f"/performances/{world.preview}/list")).text


async def test_a_program_gets_json(world: World, visit: Visit) -> None:
    answer = await visit().hold(world.opening, [17], world.plan)
    body = answer.json()
    assert (answer.status_code, body["seats"], body["currency"]) == (200, [17], "EUR")
    assert body["total"] > 0


async def basket_of_two(world: World, fan: Fan, tax: Tax) -> tuple[str, int]:
    """Hold two seats at 40.00, with fees of 3.50 per ticket and 2.00 per order, and this tax.

    Returns the visible text of the basket, and its total."""
    fees = (Fee("Booking fee", "per_ticket", 350), Fee("Handling", "per_order", 200))
    async with transaction() as connection:
        night = await a_performance(
            connection, world.olga, world.plan, "final", "Final", {level: [4_000] for level in FREE}, fees, tax=tax
        )
    total = (await fan.hold(night, [17, 18], world.plan)).json()["total"]
    basket = (await fan.read(f"/performances/{night}/basket", **HTMX)).text
    return " ".join(re.sub(r"<[^>]+>", " ", basket).split()), total


async def test_an_added_tax_is_a_line_and_what_the_seats_cost_adds_up(world: World, visit: Visit) -> None:
    words, total = await basket_of_two(world, visit(), Tax("Sales tax", 88_750, included=False))
    assert "2 tickets €80.00 Booking fee, 2 × €3.50 €7.00 Handling €2.00 Sales tax 8.875 % €7.90" in words
    assert ("Total, all fees and tax in €96.90" in words, words.count("€47.36"), total) == (True, 2, 9_690)


async def test_an_included_tax_is_told_under_the_total_and_not_added(world: World, visit: Visit) -> None:
    words, total = await basket_of_two(world, visit(), Tax("VAT", 60_000, included=True))
    assert "Handling €2.00 Total, all fees in €89.00 Includes 6 % VAT €5.03" in words
    assert (words.count("€43.50"), total) == (2, 8_900)


async def test_the_loser_of_a_race_sees_what_went_in_the_basket(world: World, visit: Visit) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    fan = visit()
    await fan.read(f"/performances/{world.preview}")
    answer = await fan.send(f"/performances/{world.preview}/holds", {"seats": "17 18", "plan": world.plan}, **HTMX)
    assert answer.status_code == 409
    assert f"{REX.seats[17].row} {REX.seats[17].label} has just gone" in answer.text
    assert 'id="basket"' in answer.text
    assert '<input type="hidden" name="seats" value="18">' in answer.text
    assert f">Take {REX.seats[18].section} {REX.seats[18].row} {REX.seats[18].label}<" in answer.text


async def test_whoever_lost_all_of_a_wish_is_offered_the_nearest_and_so_is_who_loses_the_offer(
    world: World, visit: Visit
) -> None:
    fan, seat, holds = visit(), 17, f"/performances/{world.preview}/holds"
    await fan.read(f"/performances/{world.preview}")
    for _ in range(2):
        await hold_seats(world.preview, world.ana, [seat], world.plan)
        answer = await fan.send(holds, {"seats": str(seat), "plan": world.plan}, **HTMX)
        assert answer.status_code == 409
        [seat] = map(int, re.findall(r'name="seats" value="(\d+)"', answer.text))
        assert f"The nearest is {REX.seats[seat].section} {REX.seats[seat].row}" in answer.text
    assert (await fan.send(holds, {"seats": str(seat), "plan": world.plan}, **HTMX)).status_code == 200


async def test_a_program_is_told_which_seats_went(world: World, visit: Visit) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    answer = await visit().hold(world.preview, [17, 18], world.plan)
    assert answer.status_code == 409
    assert (answer.json()["error"], answer.json()["seats"], answer.json()["left"]) == ("seats_taken", [17], [18])


async def test_giving_back_one_seat_leaves_the_other_in_the_basket(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17, 18], world.plan)
    answer = await fan.send(f"/performances/{world.preview}/holds/returns", {"seats": "17"}, **HTMX)
    assert 'data-seats="18"' in answer.text


async def test_five_more_minutes_are_given_once_and_refused_in_words(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    where = f"/performances/{world.preview}/holds/extensions"
    assert (await fan.send(where, **HTMX)).status_code == 200
    again = await fan.send(where, **HTMX)
    assert again.status_code == 409
    assert "You have had your five more minutes" in again.text


async def test_after_the_time_is_over_the_basket_is_empty_and_says_so(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    await pool.execute("UPDATE seat SET hold_expires_at = now() - interval '1 s' WHERE hold_id IS NOT NULL")
    answer = await fan.send(f"/performances/{world.preview}/holds/extensions", **HTMX)
    assert answer.status_code == 410
    assert "Your time is over" in answer.text


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"seats": []}, 400, "no_seats"),
        ({"seats": [17, 17]}, 400, "seat_twice"),
        ({"seats": [-5]}, 404, "no_such_seat"),
        ({"seats": [10**12]}, 404, "no_such_seat"),
        ({"seats": ["seventeen"]}, 400, "bad_json"),
        ({"seats": [17], "plan": 999}, 409, "other_plan"),
        ({"seats": list(range(100, 111))}, 409, "too_many"),
        ({"seats": list(range(500))}, 400, "too_many_named"),
    ],
)
async def test_nonsense_is_answered_in_words(
    world: World, visit: Visit, wish: dict[str, object], status: int, code: str
) -> None:
    fan = visit()
    await fan.read("/")
    answer = await fan.browser.post(
        f"/performances/{world.preview}/holds",
        json={"plan": world.plan, **wish},
        headers={"X-CSRF-Token": fan.token, **JSON},
    )
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["detail"]
    assert await statuses(world.preview) == {}


async def test_json_with_letters_that_are_none_is_refused(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    headers = {"X-CSRF-Token": fan.token, "Content-Type": "application/json", **JSON}
    answer = await fan.browser.post(
        f"/performances/{world.preview}/holds", content=b'{"back": "\xff"}', headers=headers
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_json")


@pytest.mark.parametrize("field", ["seventeen", "1.5", "１７", "-1", "9" * 40, "17;18"])
async def test_a_form_with_nonsense_for_a_seat_is_refused(world: World, visit: Visit, field: str) -> None:
    answer = await visit().send(
        f"/performances/{world.preview}/holds", {"seats": field, "plan": world.plan}, Accept="application/json"
    )
    assert answer.status_code == 400
    assert await statuses(world.preview) == {}


@pytest.mark.parametrize("address", ["999999", "999999/list", "999999/seats", "9" * 30, "abc", "-1"])
async def test_an_unknown_performance_is_a_page_in_words(world: World, visit: Visit, address: str) -> None:
    answer = await visit().read(f"/performances/{address}")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


async def test_a_draft_is_nobodys_business(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE performance SET state = 'draft' WHERE id = $1", world.opening)
    for address in ("", "/list", "/seats"):
        assert (await visit().read(f"/performances/{world.opening}{address}")).status_code == 404


async def test_a_stranger_sees_nobody_elses_basket(world: World, visit: Visit) -> None:
    ana, carl = visit(), visit()
    await ana.hold(world.preview, [17], world.plan)
    await carl.read("/")
    assert (await carl.read(f"/performances/{world.preview}/basket", **JSON)).json()["seats"] == []
    await carl.send(f"/performances/{world.preview}/holds/returns", {"seats": "17"}, **HTMX)
    assert await statuses(world.preview) == {17: 1}


async def test_an_altered_session_is_a_new_person(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    person, _, signature = fan.browser.cookies["aisle"].rpartition(".")
    fan.browser.cookies.set("aisle", f"{person}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}")
    assert (await fan.read(f"/performances/{world.preview}/basket", **JSON)).json()["seats"] == []


async def test_the_list_offers_runs_of_open_seats_without_script(world: World, visit: Visit) -> None:
    await hold_seats(world.preview, world.ana, [2], world.plan)
    answer = await visit().read(f"/performances/{world.preview}/list?section={REX.seats[2].section}")
    assert answer.status_code == 200
    assert 'type="checkbox" name="seats" value="3"' in answer.text
    assert 'type="checkbox" name="seats" value="2"' not in answer.text


async def test_a_plain_form_comes_back_to_the_same_part_of_the_list(world: World, visit: Visit) -> None:
    wish = {"seats": "17", "plan": world.plan, "back": "list", "section": "Box 1", "party": "3"}
    answer = await visit().send(f"/performances/{world.preview}/holds", wish)
    assert answer.headers["location"] == f"/performances/{world.preview}/list?section=Box+1&party=3#basket"


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "../../x", "checkout/../.."])
async def test_a_form_never_leads_to_another_house(world: World, visit: Visit, back: str) -> None:
    wish = {"seats": "17", "plan": world.plan, "back": back}
    answer = await visit().send(f"/performances/{world.preview}/holds", wish)
    assert answer.headers["location"] == f"/performances/{world.preview}#basket"


async def test_an_expired_hold_is_open_on_every_page(world: World, visit: Visit) -> None:
    await hold_seats(world.preview, world.ana, [2], world.plan)
    await expire(world.preview, world.ana)
    snapshot = (await visit().read(f"/performances/{world.preview}/seats")).text.split("\n")[1]
    assert snapshot[2] == "0"


async def test_json_nested_beyond_reason_is_a_refusal(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    headers = {"X-CSRF-Token": fan.token, "Content-Type": "application/json", **JSON}
    deep = '{"x":' + "[" * 30_000
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", content=deep, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_json")


async def test_nobody_is_sent_to_a_page_that_is_none_of_ours(world: World, visit: Visit) -> None:
    answer = await visit().read(f"/performances/{world.preview}/basket?view=../../elsewhere")
    assert answer.headers["location"] == f"/performances/{world.preview}#basket"


async def test_whoever_looks_for_seats_they_ordered_finds_the_order(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.opening, [17, 18], world.plan)
    person = read_session(fan.browser.cookies["aisle"])
    assert person is not None
    receipt = await open_order(world.opening, person, "Ana", "ana@example.org")
    for view in ("", "/list"):
        page = await fan.read(f"/performances/{world.opening}{view}")
        assert f'href="{receipt.address}">Show your order' in page.text
    assert receipt.link not in (await visit().read(f"/performances/{world.opening}")).text
