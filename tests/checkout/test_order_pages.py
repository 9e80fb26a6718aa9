"""The order's page in every state."""

from collections.abc import Callable

import httpx
import pytest

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from db.transaction import transaction
from tests.checkout.scenarios import (
    TWO_SEATS,
    buy_order,
    end_payment_time,
    hold_paid_seats,
    open_intent,
    open_pending_order,
    order_state,
    reconcile,
    refunds,
)
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.world import World

Visit = Callable[[], Fan]


async def page_of(fan: Fan, receipt: Receipt) -> httpx.Response:
    """Fetch the order's page."""
    page = await fan.read(receipt.address)
    assert page.status_code == 200
    return page


async def does(fan: Fan, receipt: Receipt, verb: str) -> httpx.Response:
    """Send a request as a button or the script of the page does."""
    return await fan.send(f"{receipt.address}/{verb}", **JSON)


async def given_back(receipt: Receipt, *seats: int) -> None:
    """Refund these seats, or all, as staff do."""
    key = receipt.performance_id, receipt.id
    number = await refund_order(*key, seats=list(seats) or None, actor="staff:olga")
    await push_refund(receipt.performance_id, number, actor="staff:olga")


async def test_an_order_that_waits_for_its_fan_can_be_paid_here_until_it_says(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    page = await page_of(visit(), await open_pending_order(world))
    assert "Not paid yet, Ana" in page.text
    assert "Your seats stay yours until" in page.text
    assert f'data-amount="{TWO_SEATS}"' in page.text
    assert "Give the seats back" in page.text
    assert "frame-src" in page.headers["content-security-policy"]
    assert "You're going" not in page.text


@pytest.mark.parametrize(
    ("status", "words"), [("requires_action", "Not paid yet, Ana"), ("processing", "Your bank is still thinking.")]
)
async def test_what_the_bank_last_said_decides_what_is_waited_for(
    world: World, visit: Visit, provider: FakeProvider, status: str, words: str
) -> None:
    receipt = await open_pending_order(world)
    provider.set_status(await open_intent(receipt), status)
    await reconcile(receipt)
    assert words in (await page_of(visit(), receipt)).text


async def test_an_order_that_the_bank_is_asked_about_takes_no_second_card(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    await does(visit(), receipt, "checks")
    page = await page_of(visit(), receipt)
    assert "We are asking your bank." in page.text
    assert 'id="pay"' not in page.text
    assert "frame-src" not in page.headers["content-security-policy"]


async def test_when_the_time_is_over_it_says_so_and_takes_no_card(world: World, visit: Visit) -> None:
    receipt = await open_pending_order(world)
    await end_payment_time(receipt)
    page = await page_of(visit(), receipt)
    assert "The time to pay is over." in page.text
    assert 'id="pay"' not in page.text
    assert "nothing was charged; then your seats go back" in page.text


async def test_an_order_that_ended_says_that_nothing_was_charged_and_offers_the_seats(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await end_payment_time(receipt)
    assert await reconcile(receipt, ending=True) == "expired"
    page = await page_of(visit(), receipt)
    assert "It was not paid, and nothing was charged." in page.text
    assert 'name="seats" value="17 18"' in page.text


async def test_money_that_came_too_late_goes_back_and_the_page_says_sorry_not_that_nothing_was_charged(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    intent = await open_intent(receipt)
    await end_payment_time(receipt)
    provider.pay(intent)
    await look_gone(world, receipt)
    page = await page_of(visit(), receipt)
    assert "Your payment came after your seats had gone." in page.text
    assert "nothing was charged" not in page.text
    assert "Take them again" not in page.text


async def look_gone(world: World, receipt: Receipt) -> None:
    """Expire the order, let another fan take its seats, and apply its payment after that."""
    async with transaction() as connection:
        await connection.execute(
            """UPDATE "order" SET state = 'expired', expired_at = now() WHERE id = $1""", receipt.id
        )
        await connection.execute("UPDATE seat SET status = 0, order_id = NULL WHERE order_id = $1", receipt.id)
    await hold_paid_seats(world, "ben")
    assert await reconcile(receipt) == "refunded"
    assert [refund.why for refund in await refunds(receipt)] == ["late"]


async def test_a_paid_order_shows_its_tickets_and_papers(world: World, visit: Visit, provider: FakeProvider) -> None:
    page = await page_of(visit(), await buy_order(world, provider))
    assert "re going, Ana" in page.text
    assert page.text.count('<svg class="qr-code"') == 2
    assert "/tickets.pdf" in page.text
    assert "/calendar.ics" in page.text
    assert "frame-src" not in page.headers["content-security-policy"]


async def test_a_seat_that_was_given_back_is_marked_and_the_other_ticket_stays(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await buy_order(world, provider)
    await given_back(receipt, 17)
    page = await page_of(visit(), receipt)
    assert "€68.00 went back on" in page.text
    assert page.text.count("(seat given back)") == 1
    assert page.text.count('<svg class="qr-code"') == 1


async def test_a_refunded_order_shows_no_code_and_says_what_went_back(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await buy_order(world, provider)
    await given_back(receipt)
    page = await page_of(visit(), receipt)
    assert "Refunded, Ana" in page.text
    assert "€137.50 went back on" in page.text
    assert "qr-code" not in page.text
    assert "/tickets.pdf" not in page.text


async def test_money_that_is_not_back_yet_is_not_said_to_be(world: World, visit: Visit, provider: FakeProvider) -> None:
    receipt = await buy_order(world, provider)
    await refund_order(receipt.performance_id, receipt.id, actor="staff:olga")
    page = await page_of(visit(), receipt)
    assert "€137.50 is about to go back." in page.text
    assert page.text.count('<svg class="qr-code"') == 2
    assert "went back on" not in page.text


async def test_who_comes_back_from_a_banks_page_leaves_the_secret_there_and_is_believed_nothing(
    world: World, visit: Visit, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    await open_intent(receipt)
    query = "?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret&redirect_status=succeeded"
    back = await visit().read(receipt.address + query)
    assert (back.status_code, back.headers["location"]) == (303, receipt.address)
    assert "We are asking your bank." in (await visit().read(receipt.address)).text
    assert await order_state(receipt) == "pending"
