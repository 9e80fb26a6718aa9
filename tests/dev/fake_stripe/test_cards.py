"""Stripe's documented test cards, typed as a browser types them."""

import pytest
import stripe

from app.dev.fake_stripe.cards import is_valid_number
from tests.dev.fake_stripe.clients import StripeClients

DECLINED = [
    ("4000000000000002", "card_declined", "generic_decline"),
    ("4000000000009995", "card_declined", "insufficient_funds"),
    ("4000000000000069", "expired_card", None),
    ("4000000000000127", "incorrect_cvc", None),
]
TYPED = {"exp_month": "12", "exp_year": "2044", "cvc": "123"}


async def typed(clients: StripeClients, intent: stripe.PaymentIntent, **card: str) -> stripe.PaymentIntent:
    """Create the payment method and confirm the intent, with a browser's key."""
    browser = clients.client_with("pk_test_browser").v1
    method = await browser.payment_methods.create_async({"type": "card", "card": {**TYPED, **card}})
    secret = {"client_secret": intent.client_secret, "payment_method": method.id}
    return await browser.payment_intents.confirm_async(intent.id, secret)


@pytest.mark.parametrize("number", ["4242424242424242", "5555 5555 5555 4444", "4000000000000077", "378282246310005"])
async def test_an_accepted_card_pays(clients: StripeClients, number: str) -> None:
    intent = await clients.intent()
    assert (await typed(clients, intent, number=number)).status == "succeeded"


@pytest.mark.parametrize(("number", "code", "why"), DECLINED)
async def test_a_declined_card_leaves_the_intent_waiting_for_another(
    clients: StripeClients, number: str, code: str, why: str | None
) -> None:
    intent = await clients.intent()
    with pytest.raises(stripe.CardError) as declined:
        await typed(clients, intent, number=number)
    assert declined.value.error is not None
    assert "metadata" not in declined.value.error.payment_intent  # asked for with a browser's key
    assert (declined.value.code, getattr(declined.value.error, "decline_code", None)) == (code, why)
    now = await clients.read(intent)
    assert now.last_payment_error is not None
    assert (now.status, now.last_payment_error.code) == ("requires_payment_method", code)
    assert (await typed(clients, intent, number="4242424242424242")).status == "succeeded"


@pytest.mark.parametrize("number", ["4000002500003155", "4000000000003220"])
async def test_a_bank_that_asks_waits_for_the_fan(clients: StripeClients, number: str) -> None:
    intent = await clients.intent()
    assert (await typed(clients, intent, number=number)).status == "requires_action"
    assert (await clients.client.v1.payment_intents.cancel_async(intent.id)).status == "canceled"


@pytest.mark.parametrize(("outcome", "after"), [("succeeded", "succeeded"), ("failed", "requires_payment_method")])
async def test_the_fans_answer_decides(clients: StripeClients, outcome: str, after: str) -> None:
    asked = await clients.paid("pm_card_threeDSecure2Required")
    verdict = {"client_secret": asked.client_secret, "outcome": outcome}
    assert (await clients.control("POST", f"/challenge/{asked.id}", verdict))["status"] == after
    code = getattr((await clients.read(asked)).last_payment_error, "code", None)
    assert code == (None if outcome == "succeeded" else "payment_intent_authentication_failure")


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ({"number": "4242424242424241"}, "incorrect_number"),
        ({"number": "4242424242424242", "exp_month": "13"}, "invalid_expiry_month"),
        ({"number": "4242424242424242", "exp_year": "2020"}, "invalid_expiry_year"),
        ({"number": "4242424242424242", "cvc": "1"}, "invalid_cvc"),
    ],
)
async def test_a_card_that_cannot_be_one_is_refused(clients: StripeClients, card: dict[str, str], code: str) -> None:
    with pytest.raises(stripe.CardError) as refused:
        await typed(clients, await clients.intent(), **card)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("number", "fine"),
    [
        ("4242424242424242", True),
        ("4242424242424241", False),
        ("42", False),
        ("", False),
        ("٤٢٤٢" * 4, False),
    ],
)
def test_the_check_digit_is_checked(number: str, fine: bool) -> None:
    assert is_valid_number(number) is fine


async def test_no_card_number_is_remembered(clients: StripeClients) -> None:
    paid = await clients.pay(await clients.intent(), "4242 4242 4242 4242")
    method = await clients.client.v1.payment_intents.retrieve_async(paid["id"], {"expand": ["payment_method"]})
    assert "4242424242424242" not in str(method)
    assert paid["status"] == "succeeded"
