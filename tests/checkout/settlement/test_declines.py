"""A declined card is a fact, once for each event about it."""

import asyncio

from app.checkout.orders.queries import Receipt
from app.checkout.settlement.event_handler import handle_payment_event
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import store_event
from db import pool
from tests.checkout.scenarios import deliver_event, payments
from tests.payments.fake_provider import FakeProvider

FAILED = "payment_intent.payment_failed"
DECLINED = "SELECT payload::text, actor FROM journal WHERE topic = 'payment.declined' ORDER BY id"


async def declines() -> list[tuple[str, str]]:
    """Return payload and actor of each fact about a declined card."""
    return [tuple(row) for row in await pool.fetch(DECLINED)]


async def test_a_declined_card_is_recorded_with_its_class_alone(pending_order: Receipt, provider: FakeProvider) -> None:
    declined = {"problem": "insufficient_funds", "declined_as": "insufficient_funds"}
    provider.set_status("pi_1", "requires_payment_method", **declined)
    assert await deliver_event(FAILED, "pi_1") == "waiting"
    payload = f'{{"order": {pending_order.id}, "reason": "insufficient_funds", "payment": 1}}'
    assert await declines() == [(payload, "stripe")]
    assert await payments(pending_order) == [("open", "pi_1")]


async def test_an_event_that_is_handled_twice_is_one_decline(pending_order: Receipt, provider: FakeProvider) -> None:
    event = PaymentEvent("evt_1", FAILED, "pi_1")
    await store_event(event, "{}")
    await asyncio.gather(*[handle_payment_event(event) for _ in range(10)])
    assert len(await declines()) == 1
    again = PaymentEvent("evt_2", FAILED, "pi_1")
    await store_event(again, "{}")
    await handle_payment_event(again)
    assert len(await declines()) == 2


async def test_a_decline_reported_after_the_success_has_no_known_reason(
    pending_order: Receipt, provider: FakeProvider
) -> None:
    provider.pay("pi_1")
    assert await deliver_event("payment_intent.succeeded", "pi_1") == "paid"
    assert await deliver_event(FAILED, "pi_1") == "told_before"
    assert ['"reason": "other"' in payload for payload, _ in await declines()] == [True]


async def test_other_events_record_no_decline(pending_order: Receipt, provider: FakeProvider) -> None:
    await deliver_event("payment_intent.processing", "pi_1")
    assert await declines() == []
