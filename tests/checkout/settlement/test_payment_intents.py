"""The client secret of an order: one live intent, whose id is committed before the secret is sent."""

import asyncio

import pytest

from app.checkout.errors import NothingToPay, PaymentNotOpen, PaymentProcessing, PriceChanged, TooManySeats
from app.checkout.orders.lifecycle import open_order
from app.checkout.settlement.payment_intents import get_client_secret
from app.errors import NotFound
from app.payments.provider import ProviderUnavailable
from app.seating.errors import PerformanceIsCancelled
from app.settings import settings
from db import pool
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    end_payment_time,
    hold_paid_seats,
    journal_topics,
    open_intent,
    open_pending_order,
    order_state,
    payments,
    reconcile,
    seat_rows,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider
from tests.world import World


async def test_an_order_with_a_price_waits_for_its_money_and_keeps_its_seats(
    world: World, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    assert receipt.state == await order_state(receipt) == "pending"
    assert await seat_rows(world.opening, 17, 18) == [(1, None, receipt.id)] * 2
    assert await valid_tickets(world.opening, receipt.id) == []
    assert await payments(receipt) == [("open", None)]


async def test_the_bank_is_asked_for_exactly_the_total_and_told_what_for(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    asked = provider.intents[await open_intent(receipt)]
    assert (asked.amount, asked.currency) == (TWO_SEATS, "EUR")
    assert (asked.performance_id, asked.order_id) == (world.opening, receipt.id)


async def test_asking_fifty_times_at_once_makes_one_intent(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    secrets = await asyncio.gather(*[open_intent(receipt) for _ in range(50)])
    assert set(secrets) == set(provider.intents) == {"pi_1"}
    assert await payments(receipt) == [("open", "pi_1")]


async def test_a_declined_card_tries_again_on_the_same_intent(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    intent = await open_intent(receipt)
    provider.set_status(intent, "requires_payment_method", problem="generic_decline")
    assert await reconcile(receipt) == "waiting"
    assert await open_intent(receipt) == intent


async def test_after_a_canceled_intent_there_is_a_new_one_with_a_key_of_its_own(
    world: World, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)
    provider.set_status(await open_intent(receipt), "canceled")
    assert await open_intent(receipt) == "pi_2"
    assert await payments(receipt) == [("canceled", "pi_1"), ("open", "pi_2")]


async def test_a_lost_answer_leads_to_the_same_intent(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    provider.failing_calls = ["lost create_intent"]
    with pytest.raises(ProviderUnavailable):
        await open_intent(receipt)
    assert await payments(receipt) == [("open", None)]
    assert await open_intent(receipt) == "pi_1"


async def test_the_secret_stays_in_the_house_when_the_order_ended_meanwhile(
    world: World, provider: FakeProvider
) -> None:
    receipt = await open_pending_order(world)

    async def ends(call: str) -> None:
        if call == "create_intent":
            assert await reconcile(receipt, ending=True) == "expired"

    provider.before_call = ends
    with pytest.raises(NothingToPay):
        await open_intent(receipt)
    assert provider.intents["pi_1"].status == "canceled"


async def test_while_the_bank_thinks_nobody_pays_again(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    provider.set_status(await open_intent(receipt), "processing")
    with pytest.raises(PaymentProcessing):
        await open_intent(receipt)


async def test_paying_what_is_paid_makes_it_paid_here_and_charges_nothing(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    provider.pay(await open_intent(receipt))
    with pytest.raises(NothingToPay):
        await open_intent(receipt)
    assert await order_state(receipt) == "paid"


async def test_nobody_pays_after_the_time_is_over(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    provider.set_status(await open_intent(receipt), "canceled")
    await end_payment_time(receipt)
    with pytest.raises(NothingToPay):
        await open_intent(receipt)


@pytest.mark.parametrize("order", [999, 2**40])
async def test_paying_an_order_that_is_none_is_refused(world: World, provider: FakeProvider, order: int) -> None:
    with pytest.raises(NotFound):
        await get_client_secret(world.opening, order, actor="person:carl")
    assert provider.intents == {}


async def test_the_pay_button_pays_what_it_says_or_nothing(world: World, provider: FakeProvider) -> None:
    hold = await hold_paid_seats(world)
    before = await all_order_rows()
    with pytest.raises(PriceChanged) as error:
        await open_order(world.opening, "ana", "Ana", "ana@example.org", hold_id=hold, total=TWO_SEATS - 1)
    assert error.value.facts["total"] == TWO_SEATS
    assert await all_order_rows() == before


async def test_a_house_without_a_payment_company_sells_only_what_is_free(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hold_paid_seats(world)
    before = await all_order_rows()
    monkeypatch.setenv("STRIPE_SECRET_KEY", "")
    settings.cache_clear()
    with pytest.raises(PaymentNotOpen):
        await open_order(world.opening, "ana", "Ana", "ana@example.org")
    monkeypatch.undo()
    settings.cache_clear()
    assert await all_order_rows() == before


async def test_a_paid_order_has_tickets_mail_and_a_journal_that_tells_it(world: World, provider: FakeProvider) -> None:
    receipt = await buy_order(world, provider)
    assert await valid_tickets(world.opening, receipt.id) == [17, 18]
    topics = ["order.opened", "payment.opened", "payment.succeeded", "order.paid", "seats.sold", "ticket.issued"]
    assert (await journal_topics(world.opening))[1:] == topics
    assert await pool.fetch_value("SELECT array_agg(kind) FROM mail") == ["confirmation"]


async def test_an_address_corrected_before_paying_gets_the_tickets(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    again = await open_order(world.opening, "ana", "Ana Silva", "ana@right.example", hold_id=1)
    assert again.id == receipt.id
    assert await pool.fetch_value('SELECT email || name FROM "order"') == "ana@right.exampleAna Silva"


async def test_an_address_that_has_all_it_may_have_is_no_correction(world: World, provider: FakeProvider) -> None:
    await buy_order(world, provider, "ben", (2, 3, 4, 5, 6, 7, 8))
    await open_pending_order(world)
    with pytest.raises(TooManySeats):
        await open_order(world.opening, "ana", "Ana", "ben@example.org")
    assert await pool.fetch_value("""SELECT count(*) FROM "order" WHERE email = 'ben@example.org'""") == 1


async def test_after_paying_nothing_is_corrected(world: World, provider: FakeProvider) -> None:
    await buy_order(world, provider)
    await open_order(world.opening, "ana", "Carl", "carl@example.org", hold_id=1)
    assert await pool.fetch_value('SELECT name FROM "order"') == "Ana"


async def test_nothing_is_paid_for_a_cancelled_performance(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", world.opening)
    with pytest.raises(PerformanceIsCancelled):
        await open_intent(receipt)
    assert provider.intents == {}
