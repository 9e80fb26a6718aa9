"""The state of a payment at Stripe is applied to the order, from whichever source and however often it arrives."""

import asyncio
import random

import pytest
from msgspec import structs

from app.checkout.orders.queries import Receipt
from app.checkout.orders.view import get_order_by_link
from app.checkout.settlement.settlement import PaymentMismatch, request_reconciliation, settle_payment
from app.payments.payment import get_open_payment, get_payment_by_intent
from app.payments.provider import Intent, ProviderUnavailable
from db import pool
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    end_payment_time,
    hold_free_seats,
    journal_topics,
    mails,
    open_pending_order,
    order_state,
    payments,
    reconcile,
    refunds,
    seat_rows,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider
from tests.world import World


async def test_a_success_is_told_once_however_often_it_is_heard(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.pay("pi_1")
    payment = await get_open_payment(pending_order.performance_id, pending_order.id)
    assert payment is not None
    answers = await asyncio.gather(
        *[settle_payment(payment, provider.intents["pi_1"], actor="test") for _ in range(50)]
    )
    assert sorted(answers) == ["paid"] + ["told_before"] * 49
    assert await valid_tickets(pending_order.performance_id, pending_order.id) == [17, 18]


async def test_time_that_is_over_cancels_first_and_then_opens_the_seats(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    assert await reconcile(pending_order, ending=True) == "expired"
    assert provider.intents["pi_1"].status == "canceled"
    assert await payments(pending_order) == [("canceled", "pi_1")]
    assert await seat_rows(pending_order.performance_id, 17, 18) == [(0, None, None)] * 2
    assert (await journal_topics(pending_order.performance_id))[-3:] == [
        "payment.canceled",
        "order.expired",
        "seats.released",
    ]


async def test_a_payment_that_was_quicker_than_the_end_wins(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.pay("pi_1")
    assert await reconcile(pending_order, ending=True) == "paid"


async def test_while_the_bank_thinks_the_seats_stay_held(pending_order: Receipt, provider: FakeProvider) -> None:
    provider.set_status("pi_1", "processing")
    assert await reconcile(pending_order, ending=True) == "waiting"
    assert await seat_rows(pending_order.performance_id, 17) == [(1, None, pending_order.id)]
    assert (await get_open_payment(pending_order.performance_id, pending_order.id)).provider_status == "processing"  # type: ignore[union-attr]


async def test_an_answer_older_than_the_fans_word_does_not_send_them_back_to_the_card(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    before = await get_open_payment(pending_order.performance_id, pending_order.id)
    assert before is not None
    await request_reconciliation(pending_order.performance_id, pending_order.id)
    await settle_payment(before, provider.intents["pi_1"], actor="test")  # read before, applied only now
    assert (await get_order_by_link(pending_order.performance_id, pending_order.link)).waits_for == "bank"
    assert await reconcile(pending_order) == "waiting"
    assert (await get_order_by_link(pending_order.performance_id, pending_order.link)).waits_for == "fan"


@pytest.mark.parametrize("away", ["cancel_intent", "lost cancel_intent"])
async def test_without_an_answer_the_seats_stay_held(pending_order: Receipt, provider: FakeProvider, away: str) -> None:
    provider.failing_calls = [away]
    before = await all_order_rows()
    with pytest.raises(ProviderUnavailable):
        await reconcile(pending_order, ending=True)
    assert await all_order_rows() == before
    assert await reconcile(pending_order, ending=True) == "expired"


async def test_an_order_that_was_never_at_the_bank_ends_without_it(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    assert await reconcile(receipt) == "waiting"
    assert await reconcile(receipt, ending=True) == "expired"
    assert (provider.intents, await payments(receipt)) == ({}, [("canceled", None)])


async def test_a_canceled_intent_ends_the_order_only_when_its_time_is_over(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.set_status("pi_1", "canceled")
    assert await reconcile(pending_order) == "canceled"
    assert await order_state(pending_order) == "pending"
    await end_payment_time(pending_order)
    assert await reconcile(pending_order, ending=True) == "expired"


async def comes_late(receipt: Receipt, provider: FakeProvider) -> str:
    """Apply a success of the payment after the order has ended; return the outcome."""
    payment = await get_payment_by_intent("pi_1")
    assert payment is not None
    was = provider.intents["pi_1"]
    provider.intents["pi_1"] = came = structs.replace(was, status="succeeded", received=was.amount)
    return await settle_payment(payment, came, actor="test")


async def test_late_money_buys_the_seats_when_all_are_open(pending_order: Receipt, provider: FakeProvider) -> None:
    await reconcile(pending_order, ending=True)
    assert await comes_late(pending_order, provider) == "paid"
    assert await valid_tickets(pending_order.performance_id, pending_order.id) == [17, 18]
    assert await payments(pending_order) == [("succeeded", "pi_1")]


async def test_late_money_goes_back_whole_with_an_apology_when_one_seat_has_gone(
    world: World, pending_order: Receipt, provider: FakeProvider
) -> None:
    await reconcile(pending_order, ending=True)
    await pool.execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx = 18", world.opening)
    assert await comes_late(pending_order, provider) == "refunded"
    assert await refunds(pending_order) == [("late", "wanted", TWO_SEATS)]
    assert (await mails(pending_order), await order_state(pending_order)) == (["late"], "expired")


async def test_money_for_what_is_paid_already_goes_back(world: World, provider: FakeProvider) -> None:
    receipt = await buy_order(world, provider)
    sql = """INSERT INTO payment (performance_id, order_id, intent, idempotency_key, amount, currency)
             VALUES ($1, $2, 'pi_twin', 'twin', 5000, 'EUR')"""
    await pool.execute(sql, world.opening, receipt.id)
    twin = await get_open_payment(world.opening, receipt.id)
    assert twin is not None
    came = Intent("pi_twin", "succeeded", 5000, "EUR", 5000, False, world.opening, receipt.id)
    assert await settle_payment(twin, came, actor="test") == "refunded"
    assert await refunds(receipt) == [("double", "wanted", 5000)]
    assert await valid_tickets(world.opening, receipt.id) == [17, 18]


@pytest.mark.parametrize(
    "lie",
    [
        {"amount": 1, "received": 1},
        {"currency": "USD"},
        {"order_id": 77},
        {"performance_id": 77},
        {"livemode": True},
        {"received": 1},
        {"id": "pi_other"},
    ],
)
async def test_an_intent_that_is_not_what_was_asked_for_pays_nothing(
    pending_order: Receipt, provider: FakeProvider, lie: dict[str, object]
) -> None:
    provider.pay("pi_1")
    provider.intents["pi_1"] = structs.replace(provider.intents["pi_1"], **lie)
    before = await all_order_rows()
    with pytest.raises(PaymentMismatch):
        await reconcile(pending_order)
    assert await all_order_rows() == before


async def test_checks_and_settlements_at_once_wait_for_each_other_and_never_for_ever(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    payment = await get_open_payment(pending_order.performance_id, pending_order.id)
    assert payment is not None
    settles = [settle_payment(payment, provider.intents["pi_1"], actor="test") for _ in range(25)]
    checks = [request_reconciliation(pending_order.performance_id, pending_order.id) for _ in range(25)]
    await asyncio.gather(*[call for pair in zip(settles, checks, strict=True) for call in pair])
    assert await order_state(pending_order) == "paid"


async def test_money_for_a_cancelled_performance_goes_back_and_sells_nothing(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    await pool.execute("UPDATE performance SET state = 'cancelled' WHERE id = $1", pending_order.performance_id)
    provider.pay("pi_1")
    assert await reconcile(pending_order) == "refunded"
    assert (await order_state(pending_order), await refunds(pending_order)) == (
        "expired",
        [("late", "wanted", TWO_SEATS)],
    )
    assert await seat_rows(pending_order.performance_id, 17, 18) == [(0, None, None)] * 2


async def test_who_gives_up_gives_up_also_when_word_of_it_was_quicker(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    payment = await get_open_payment(pending_order.performance_id, pending_order.id)
    assert payment is not None
    provider.set_status("pi_1", "canceled")
    assert await settle_payment(payment, provider.intents["pi_1"], actor="stripe") == "canceled"
    assert await settle_payment(payment, provider.intents["pi_1"], actor="person:ana", ending=True) == "expired"


async def test_payment_expiry_and_rivals_racing_leave_every_seat_one_owner(
    world: World, pending_order: Receipt, provider: FakeProvider
) -> None:
    async def pays() -> None:
        provider.pay("pi_1")
        await reconcile(pending_order)

    calls = [pays() for _ in range(10)] + [reconcile(pending_order, ending=True) for _ in range(10)]
    calls += [hold_free_seats(world, f"ben{n}", (17 + n % 2,)) for n in range(5)]
    random.shuffle(calls)
    await asyncio.gather(*calls, return_exceptions=True)
    mine = await valid_tickets(pending_order.performance_id, pending_order.id)
    paid = await order_state(pending_order) == "paid"
    assert mine == ([17, 18] if paid else [])
    assert provider.money_in == (TWO_SEATS if paid else 0)
