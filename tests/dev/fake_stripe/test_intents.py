"""The states of a payment, as Stripe's own client reads them."""

import pytest
import stripe

from tests.dev.fake_stripe.clients import StripeClients


async def test_a_payment_is_wanted_then_made(clients: StripeClients) -> None:
    wanted = await clients.intent(metadata={"order": "7"}, receipt_email="ana@example.org")
    assert (wanted.status, wanted.amount, wanted.livemode) == ("requires_payment_method", 8400, False)
    assert wanted.client_secret is not None
    assert wanted.client_secret.startswith(f"{wanted.id}_secret_")
    made = await clients.confirm(wanted)
    assert (made.status, made.amount_received, made.metadata["order"]) == ("succeeded", 8400, "7")


async def test_the_charge_comes_along_when_asked_for(clients: StripeClients) -> None:
    made = await clients.paid()
    seen = await clients.client.v1.payment_intents.retrieve_async(made.id, {"expand": ["latest_charge"]})
    assert isinstance(seen.latest_charge, stripe.Charge)
    assert (seen.latest_charge.status, seen.latest_charge.amount) == ("succeeded", 8400)


async def test_a_payment_not_made_is_canceled_once(clients: StripeClients) -> None:
    wanted = await clients.intent()
    reason = {"cancellation_reason": "abandoned"}
    gone = await clients.client.v1.payment_intents.cancel_async(wanted.id, reason)
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        await clients.client.v1.payment_intents.cancel_async(wanted.id)


@pytest.mark.parametrize("method", ["pm_card_visa", "pm_card_processing"])
@pytest.mark.parametrize("verb", ["cancel_async", "confirm_async"])
async def test_money_taken_or_on_its_way_cannot_be_stopped_or_taken_twice(
    clients: StripeClients, method: str, verb: str
) -> None:
    made = await clients.paid(method)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await getattr(clients.client.v1.payment_intents, verb)(made.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert refused.value.error is not None
    assert refused.value.error.payment_intent == await clients.read(made)


@pytest.mark.parametrize(("outcome", "after"), [("succeeded", "succeeded"), ("failed", "requires_payment_method")])
async def test_a_bank_that_thinks_is_settled_by_the_control_door(
    clients: StripeClients, outcome: str, after: str
) -> None:
    thinking = await clients.paid("pm_card_processing")
    assert thinking.status == "processing"
    await clients.control("POST", f"/standin/intents/{thinking.id}/settle", {"outcome": outcome})
    assert (await clients.read(thinking)).status == after


async def test_the_list_has_the_newest_first_and_pages(clients: StripeClients) -> None:
    three = [(await clients.intent()).id for _ in range(3)]
    first = await clients.client.v1.payment_intents.list_async({"limit": 2, "created": {"gte": 1}})
    assert ([each.id for each in first.data], first.has_more) == (three[:0:-1], True)
    rest = await clients.client.v1.payment_intents.list_async({"limit": 2, "starting_after": three[1]})
    assert [each.id for each in rest.data] == [three[0]]


async def test_a_method_kept_on_the_intent_waits_for_confirmation(clients: StripeClients) -> None:
    wanted = await clients.intent(payment_method="pm_card_visa")
    assert wanted.status == "requires_confirmation"
    assert (await clients.client.v1.payment_intents.confirm_async(wanted.id)).status == "succeeded"


async def test_a_payment_is_wanted_and_made_at_once(clients: StripeClients) -> None:
    made = await clients.intent(payment_method="pm_card_visa", confirm=True)
    assert made.status == "succeeded"
