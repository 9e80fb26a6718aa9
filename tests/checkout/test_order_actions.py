"""The actions of an order's page: pay, check the payment, cancel, and load tickets and calendar entry."""

import asyncio
from collections.abc import Callable

import pytest

from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import (
    buy_order,
    end_payment_time,
    open_intent,
    open_pending_order,
    order_free_seats,
    order_state,
    payments,
    reconcile,
    refunds,
    seat_rows,
)
from tests.checkout.test_order_pages import does, given_back
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.world import World

Visit = Callable[[], Fan]
VERBS = ("payments", "checks", "cancellations")
PAPERS = ("tickets.pdf", "calendar.ics")


@pytest.mark.parametrize("verb", VERBS)
async def test_a_stranger_without_the_link_can_do_nothing(
    world: World, visit: Visit, provider: FakeProvider, verb: str
) -> None:
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    answer = await visit().send(f"/orders/{world.opening}/guessed-by-a-stranger/{verb}", **JSON)
    other = await visit().send(f"/orders/{world.preview}/{receipt.link}/{verb}", **JSON)
    assert (answer.status_code, other.status_code) == (404, 404)
    assert await order_state(receipt) == "pending"
    assert await payments(receipt) == [("open", "pi_1")]


@pytest.mark.parametrize("paper", PAPERS)
async def test_a_stranger_gets_no_papers(world: World, visit: Visit, provider: FakeProvider, paper: str) -> None:
    receipt = await buy_order(world, provider)
    assert (await visit().read(f"/orders/{world.opening}/guessed/{paper}")).status_code == 404
    assert (await visit().read(f"/orders/{world.preview}/{receipt.link}/{paper}")).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
async def test_a_form_of_another_site_can_do_nothing(
    world: World, visit: Visit, provider: FakeProvider, verb: str
) -> None:
    receipt = await open_pending_order(world)
    assert (await visit().browser.post(f"{receipt.address}/{verb}")).status_code == 403
    assert await order_state(receipt) == "pending"


async def test_the_link_pays_on_another_device_with_the_same_secret(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    answers = [await does(visit(), receipt, "payments") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["secret"] for answer in answers} == {"pi_1_secret"}
    assert len(provider.intents) == 1


async def test_nothing_is_left_to_pay_where_it_was_paid_or_has_ended(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    paid = await buy_order(world, provider)
    over = await open_pending_order(world, "ben", (30, 31))
    await end_payment_time(over)
    await reconcile(over, ending=True)
    for receipt in (paid, over):
        answer = await does(visit(), receipt, "payments")
        assert (answer.status_code, answer.json()["error"]) == (409, "nothing_to_pay")
    assert len(provider.intents) == 1


async def test_while_the_bank_thinks_no_secret_is_given(world: World, visit: Visit, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    provider.set_status(await open_intent(receipt), "processing")
    answer = await does(visit(), receipt, "payments")
    assert (answer.status_code, answer.json()["error"]) == (409, "still_thinking")
    assert answer.json()["page"] == receipt.address


async def test_a_check_brings_the_next_look_forward_and_believes_nothing(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    answer = await does(visit(), receipt, "checks")
    assert (answer.status_code, answer.headers["location"]) == (303, receipt.address)
    assert await pool.fetch_value('SELECT look_at <= now() FROM "order" WHERE id = $1', receipt.id)
    assert await order_state(receipt) == "pending"


BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
ORDER = 'SELECT FROM "order" WHERE performance_id = $1 AND id = $2 FOR UPDATE'
PAYMENT = "UPDATE payment SET bank = 'succeeded' WHERE performance_id = $1 AND order_id = $2"


async def test_a_check_in_the_moment_in_which_the_money_comes_waits_its_turn(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    async with transaction() as connection:  # as settling does: the order first, then its payment
        await connection.execute(ORDER, receipt.performance_id, receipt.id)
        check = asyncio.create_task(does(visit(), receipt, "checks"))
        await eventually(lambda: pool.fetch_value(BLOCKED))
        await connection.execute(PAYMENT, receipt.performance_id, receipt.id)
    assert (await check).status_code == 303


async def test_seats_given_back_are_open_and_the_payment_can_never_come(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    intent = await open_intent(receipt)
    answer = await does(visit(), receipt, "cancellations")
    assert (answer.status_code, answer.headers["location"]) == (303, receipt.address)
    assert await order_state(receipt) == "expired"
    assert await seat_rows(world.opening, 17, 18) == [(0, None, None)] * 2
    assert not provider.pay(intent)


async def test_seats_cannot_be_given_back_while_the_bank_thinks_and_it_says_so(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt, fan = await open_pending_order(world), visit()
    provider.set_status(await open_intent(receipt), "processing")
    page = await fan.send(f"{receipt.address}/cancellations")
    assert page.status_code == 409
    assert "Your seats stay yours until it answers." in page.text
    assert await order_state(receipt) == "pending"
    assert await seat_rows(world.opening, 17, 18) == [(1, None, receipt.id)] * 2


async def test_what_is_paid_is_not_given_back_by_that_button(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await buy_order(world, provider)
    assert (await does(visit(), receipt, "cancellations")).status_code == 303
    assert await order_state(receipt) == "paid"
    assert await refunds(receipt) == []


async def test_money_that_came_in_the_last_moment_wins_over_giving_back(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    provider.pay(await open_intent(receipt))
    await does(visit(), receipt, "cancellations")
    assert await order_state(receipt) == "paid"


@pytest.mark.parametrize(
    ("paper", "kind", "begins"),
    [
        ("tickets.pdf", "application/pdf", b"%PDF-"),
        ("calendar.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR"),
    ],
)
async def test_papers_come_as_what_they_are_and_are_kept_nowhere(
    world: World, visit: Visit, paper: str, kind: str, begins: bytes
) -> None:
    answer = await visit().read(f"{(await order_free_seats(world)).address}/{paper}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content.startswith(begins)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-disposition"].endswith(f'{paper[-4:]}"')


@pytest.mark.parametrize("paper", PAPERS)
async def test_there_are_no_papers_before_it_is_paid_nor_after_it_went_back(
    world: World, visit: Visit, provider: FakeProvider, paper: str
) -> None:
    before, after = await open_pending_order(world, "ben", (30, 31)), await buy_order(world, provider)
    await given_back(after)
    for receipt in (before, after):
        page = await visit().read(f"{receipt.address}/{paper}")
        assert page.status_code == 409
        assert "This order has no valid tickets" in page.text
