"""Webhooks, each verified by Stripe's own library on arrival."""

from typing import Any

import pytest

from tests.dev.fake_stripe.clients import Till
from tests.dev.fake_stripe.webhook_receiver import Receiver
from tests.eventually import eventually

PAID = ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]


async def hears(mailbox: Receiver, *types: str) -> bool:
    """Whether exactly these came, in any order, sooner or later."""
    return bool(await eventually(lambda: sorted(mailbox.types()) == sorted(types)))


async def test_a_payment_is_told_as_it_was_at_each_moment(till: Till, mailbox: Receiver) -> None:
    made = await till.paid()
    assert await hears(mailbox, *PAID)
    told: dict[str, Any] = {event.type: event.data.object for event in mailbox.heard}
    assert told["payment_intent.created"]["status"] == "requires_payment_method"
    assert told["payment_intent.succeeded"] == await till.read(made)
    assert all(event.api_version == "2026-10-28.endive" and not event.livemode for event in mailbox.heard)


async def test_it_says_which_request_it_was(till: Till, mailbox: Receiver) -> None:
    await till.client.v1.payment_intents.create_async(
        {"amount": 500, "currency": "eur"}, {"idempotency_key": "payment-7"}
    )
    assert await hears(mailbox, "payment_intent.created")
    cause = mailbox.heard[0].request
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
async def test_each_end_has_its_word(till: Till, mailbox: Receiver, method: str, last: str) -> None:
    intent = await till.intent()
    await till.control("POST", f"/standin/intents/{intent.id}/pay", {"card": CARDS[method]})
    assert await hears(mailbox, "payment_intent.created", last)


CARDS = {
    "pm_card_chargeDeclined": "4000 0000 0000 0002",
    "pm_card_authenticationRequired": "4000 0025 0000 3155",
    "pm_card_processing": "4000 0000 0000 1000",
}


async def test_a_refund_that_fails_is_told(till: Till, mailbox: Receiver) -> None:
    refund = await till.refund(await till.paid("pm_card_refundFail"))
    await till.control("POST", f"/standin/refunds/{refund.id}/settle", {"outcome": "failed"})
    assert await hears(mailbox, *PAID, "refund.created", "charge.refunded", "refund.updated", "refund.failed")


async def test_it_is_told_again_until_it_is_heard(till: Till, mailbox: Receiver) -> None:
    mailbox.bad_days = 3
    await till.intent()
    assert await hears(mailbox, "payment_intent.created")
    assert [event.id for event in mailbox.refused] == [mailbox.heard[0].id] * 3
    assert len(mailbox.signatures) == 4


async def test_the_answer_does_not_wait_for_the_house(till: Till, mailbox: Receiver) -> None:
    mailbox.bad_days = 1000
    assert (await till.paid()).status == "succeeded"
    mailbox.bad_days = 0
    assert await hears(mailbox, *PAID)


async def test_what_is_lost_never_comes(till: Till, mailbox: Receiver) -> None:
    await till.mood(webhooks="lost")
    await till.paid()
    await till.mood(webhooks="on")
    await till.client.v1.payment_intents.cancel_async((await till.intent()).id)
    await eventually(till.idle)
    assert await hears(mailbox, "payment_intent.created", "payment_intent.canceled")


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_is_held_comes_when_released(till: Till, mailbox: Receiver, backwards: bool) -> None:
    await till.mood(webhooks="held")
    await till.paid()
    assert mailbox.heard == []
    told = await till.control("POST", "/standin/webhooks/release", {"reversed": backwards})
    order = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    assert (told, mailbox.types()) == ({"released": 3}, order[::-1] if backwards else order)


async def test_every_webhook_comes_twice_when_told_so(till: Till, mailbox: Receiver) -> None:
    await till.mood(webhook_doubles=True)
    await till.intent()
    assert await hears(mailbox, "payment_intent.created", "payment_intent.created")
    assert len({event.id for event in mailbox.heard}) == 1


async def test_a_webhook_is_overtaken_by_the_next(till: Till, mailbox: Receiver) -> None:
    await till.mood(webhook_reorder=True)
    await till.paid()
    assert await hears(mailbox, *PAID)
    assert mailbox.types() == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]


async def test_a_webhook_may_be_late(till: Till, mailbox: Receiver) -> None:
    await till.mood(webhook_delay_ms=300)
    await till.intent()
    assert mailbox.heard == []
    assert await hears(mailbox, "payment_intent.created")
