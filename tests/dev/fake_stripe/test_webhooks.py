"""Webhooks, each verified by Stripe's own library on arrival."""

from typing import Any

import pytest

from tests.dev.fake_stripe.clients import StripeClients
from tests.dev.fake_stripe.webhook_receiver import WebhookReceiver
from tests.eventually import eventually

PAID = ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]


async def hears(receiver: WebhookReceiver, *types: str) -> bool:
    """Wait until exactly these events have arrived, in any order."""
    return bool(await eventually(lambda: sorted(receiver.types()) == sorted(types)))


async def test_a_payment_is_told_as_it_was_at_each_moment(clients: StripeClients, receiver: WebhookReceiver) -> None:
    made = await clients.paid()
    assert await hears(receiver, *PAID)
    told: dict[str, Any] = {event.type: event.data.object for event in receiver.events}
    assert told["payment_intent.created"]["status"] == "requires_payment_method"
    assert told["payment_intent.succeeded"] == await clients.read(made)
    assert all(event.api_version == "2026-10-28.endive" and not event.livemode for event in receiver.events)


async def test_it_says_which_request_it_was(clients: StripeClients, receiver: WebhookReceiver) -> None:
    await clients.client.v1.payment_intents.create_async(
        {"amount": 500, "currency": "eur"}, {"idempotency_key": "payment-7"}
    )
    assert await hears(receiver, "payment_intent.created")
    cause = receiver.events[0].request
    assert cause is not None
    assert (cause.idempotency_key, str(cause.id)[:4]) == ("payment-7", "req_")


@pytest.mark.parametrize(
    ("method", "last"),
    [
        ("pm_card_chargeDeclined", "payment_intent.payment_failed"),
        ("pm_card_authenticationRequired", "payment_intent.requires_action"),
        ("pm_card_processing", "payment_intent.processing"),
    ],
)
async def test_each_end_has_its_word(clients: StripeClients, receiver: WebhookReceiver, method: str, last: str) -> None:
    intent = await clients.intent()
    await clients.control("POST", f"/standin/intents/{intent.id}/pay", {"card": CARDS[method]})
    assert await hears(receiver, "payment_intent.created", last)


CARDS = {
    "pm_card_chargeDeclined": "4000 0000 0000 0002",
    "pm_card_authenticationRequired": "4000 0025 0000 3155",
    "pm_card_processing": "4000 0000 0000 1000",
}


async def test_a_refund_that_fails_is_told(clients: StripeClients, receiver: WebhookReceiver) -> None:
    refund = await clients.refund(await clients.paid("pm_card_refundFail"))
    await clients.control("POST", f"/standin/refunds/{refund.id}/settle", {"outcome": "failed"})
    assert await hears(receiver, *PAID, "refund.created", "charge.refunded", "refund.updated", "refund.failed")


async def test_it_is_told_again_until_it_is_heard(clients: StripeClients, receiver: WebhookReceiver) -> None:
    receiver.failures_left = 3
    await clients.intent()
    assert await hears(receiver, "payment_intent.created")
    assert [event.id for event in receiver.rejected] == [receiver.events[0].id] * 3
    assert len(receiver.signatures) == 4


async def test_the_answer_does_not_wait_for_the_house(clients: StripeClients, receiver: WebhookReceiver) -> None:
    receiver.failures_left = 1000
    assert (await clients.paid()).status == "succeeded"
    receiver.failures_left = 0
    assert await hears(receiver, *PAID)


async def test_what_is_lost_never_comes(clients: StripeClients, receiver: WebhookReceiver) -> None:
    await clients.set_failure_modes(webhooks="lost")
    await clients.paid()
    await clients.set_failure_modes(webhooks="on")
    await clients.client.v1.payment_intents.cancel_async((await clients.intent()).id)
    await eventually(clients.idle)
    assert await hears(receiver, "payment_intent.created", "payment_intent.canceled")


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_is_held_comes_when_released(
    clients: StripeClients, receiver: WebhookReceiver, backwards: bool
) -> None:
    await clients.set_failure_modes(webhooks="held")
    await clients.paid()
    assert receiver.events == []
    told = await clients.control("POST", "/standin/webhooks/release", {"reversed": backwards})
    order = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    assert (told, receiver.types()) == ({"released": 3}, order[::-1] if backwards else order)


async def test_every_webhook_comes_twice_when_told_so(clients: StripeClients, receiver: WebhookReceiver) -> None:
    await clients.set_failure_modes(webhook_doubles=True)
    await clients.intent()
    assert await hears(receiver, "payment_intent.created", "payment_intent.created")
    assert len({event.id for event in receiver.events}) == 1


async def test_a_webhook_is_overtaken_by_the_next(clients: StripeClients, receiver: WebhookReceiver) -> None:
    await clients.set_failure_modes(webhook_reorder=True)
    await clients.paid()
    assert await hears(receiver, *PAID)
    assert receiver.types() == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]


async def test_a_webhook_may_be_late(clients: StripeClients, receiver: WebhookReceiver) -> None:
    await clients.set_failure_modes(webhook_delay_ms=300)
    await clients.intent()
    assert receiver.events == []
    assert await hears(receiver, "payment_intent.created")
