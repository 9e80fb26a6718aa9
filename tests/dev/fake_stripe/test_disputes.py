"""Disputes: what Stripe's own client reads, when money is withdrawn, and the events in Stripe's order."""

from typing import Any

import pytest
import stripe

from tests.dev.fake_stripe.clients import StripeClients
from tests.dev.fake_stripe.webhook_receiver import WebhookReceiver

OPENED = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
REINSTATED = ["charge.dispute.funds_reinstated", "charge.dispute.closed"]


async def dispute(clients: StripeClients, intent: stripe.PaymentIntent, **body: Any) -> Any:
    """Open a dispute through the control endpoint."""
    return await clients.control("POST", f"/standin/intents/{intent.id}/dispute", body)


async def decide(clients: StripeClients, dispute_id: str, status: str) -> Any:
    """Give a dispute its next status."""
    return await clients.control("POST", f"/standin/disputes/{dispute_id}/decide", {"status": status})


async def read(clients: StripeClients, dispute_id: str) -> stripe.Dispute:
    """Fetch a dispute as Aisle does."""
    return await clients.client.v1.disputes.retrieve_async(dispute_id)


async def events_after(clients: StripeClients, receiver: WebhookReceiver) -> list[str]:
    """Deliver the held webhooks in their order; return the types of all that have arrived."""
    await clients.control("POST", "/standin/webhooks/release", {})
    return receiver.types()


def withdrawn(dispute: stripe.Dispute) -> int:
    """Return the minor units that the dispute has taken, without Stripe's fee."""
    return -sum(movement.amount for movement in dispute.balance_transactions)


async def test_a_dispute_has_what_stripe_says_of_it(clients: StripeClients) -> None:
    made = await clients.paid()
    opened = await read(clients, (await dispute(clients, made, reason="product_not_received"))["id"])
    assert (opened.status, opened.reason, opened.amount) == ("needs_response", "product_not_received", 8400)
    assert (opened.payment_intent, opened.charge, opened.currency) == (made.id, made.latest_charge, "eur")
    assert (opened.id[:3], opened.is_charge_refundable, withdrawn(opened)) == ("du_", False, 8400)
    assert (opened.evidence_details.due_by or 0) > opened.created + 8 * 86_400
    assert (await clients.client.v1.charges.retrieve_async(opened.charge)).disputed  # type: ignore[arg-type]


async def test_a_part_may_be_disputed_and_never_more_than_was_paid(clients: StripeClients) -> None:
    made = await clients.paid()
    assert "from 1 to 8400" in (await dispute(clients, made, amount=8401))["error"]["message"]
    assert (await dispute(clients, made, amount=3400))["amount"] == 3400
    assert "has a dispute already" in (await dispute(clients, made))["error"]["message"]


async def test_what_was_not_paid_cannot_be_disputed(clients: StripeClients) -> None:
    intent = await clients.intent()
    assert "does not have a successful charge" in (await dispute(clients, intent))["error"]["message"]
    assert await clients.control("GET", "/standin/disputes") == []


@pytest.mark.parametrize(
    ("inquiry", "statuses", "types", "taken"),
    [
        (False, ["lost"], [*OPENED, "charge.dispute.closed"], 8400),
        (False, ["won"], [*OPENED, "charge.dispute.updated", *REINSTATED], 0),
        (False, ["under_review", "won"], [*OPENED, "charge.dispute.updated", *REINSTATED], 0),
        (False, ["under_review", "lost"], [*OPENED, "charge.dispute.updated", "charge.dispute.closed"], 8400),
        (True, ["warning_closed"], [OPENED[0], "charge.dispute.closed"], 0),
        (True, ["warning_under_review"], [OPENED[0], "charge.dispute.updated"], 0),
        (True, ["needs_response"], [OPENED[0], "charge.dispute.updated", OPENED[1]], 8400),
    ],
)
async def test_each_way_to_the_end_has_its_events_and_its_money(
    clients: StripeClients,
    receiver: WebhookReceiver,
    inquiry: bool,
    statuses: list[str],
    types: list[str],
    taken: int,
) -> None:
    made = await clients.paid()
    await clients.set_failure_modes(webhooks="held")
    opened = await dispute(clients, made, inquiry=inquiry)
    for status in statuses:
        assert (await decide(clients, opened["id"], status))["status"] == status
    assert [kind for kind in await events_after(clients, receiver) if kind.startswith("charge.dispute")] == types
    assert withdrawn(await read(clients, opened["id"])) == taken


async def test_an_event_has_the_dispute_as_it_was_then(clients: StripeClients, receiver: WebhookReceiver) -> None:
    made = await clients.paid()
    await clients.set_failure_modes(webhooks="held")
    await decide(clients, (await dispute(clients, made))["id"], "lost")
    assert await events_after(clients, receiver)
    told: dict[str, Any] = {event.type: event.data.object for event in receiver.events}
    assert [told[kind]["status"] for kind in (*OPENED, "charge.dispute.closed")] == ["needs_response"] * 2 + ["lost"]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [(["lost"], "won"), (["won"], "lost"), (["under_review"], "needs_response"), ([], "warning_closed")],
)
async def test_a_status_that_cannot_follow_changes_nothing(clients: StripeClients, path: list[str], wrong: str) -> None:
    opened = await dispute(clients, await clients.paid())
    for status in path:
        await decide(clients, opened["id"], status)
    before = await read(clients, opened["id"])
    assert "cannot become" in (await decide(clients, opened["id"], wrong))["error"]["message"]
    assert await read(clients, opened["id"]) == before


@pytest.mark.parametrize("status", [None, "under_review", "lost"])
async def test_a_refund_of_withdrawn_money_is_refused(clients: StripeClients, status: str | None) -> None:
    made = await clients.paid()
    opened = await dispute(clients, made)
    if status:
        await decide(clients, opened["id"], status)
    with pytest.raises(stripe.InvalidRequestError, match="has been charged back") as refused:
        await clients.refund(made)
    assert refused.value.code == "charge_disputed"
    assert await clients.control("GET", "/standin/refunds") == []


async def test_money_that_came_back_or_never_went_can_be_refunded(clients: StripeClients) -> None:
    won, asked = await clients.paid(), await clients.paid()
    await decide(clients, (await dispute(clients, won))["id"], "won")
    await dispute(clients, asked, inquiry=True)
    assert [(await clients.refund(made)).status for made in (won, asked)] == ["succeeded"] * 2


@pytest.mark.parametrize(
    ("card", "reason", "status", "events"),
    [
        ("4000 0000 0000 0259", "fraudulent", "needs_response", OPENED),
        ("4000 0000 0000 2685", "product_not_received", "needs_response", OPENED),
        ("4000 0000 0000 1976", "fraudulent", "warning_needs_response", OPENED[:1]),
    ],
)
async def test_stripes_cards_dispute_by_themselves(
    clients: StripeClients, receiver: WebhookReceiver, card: str, reason: str, status: str, events: list[str]
) -> None:
    intent = await clients.intent()
    await clients.set_failure_modes(webhooks="held")
    assert (await clients.pay(intent, card))["status"] == "succeeded"
    [opened] = (await clients.client.v1.disputes.list_async({"payment_intent": intent.id})).data
    assert (opened.reason, opened.status, opened.amount) == (reason, status, 8400)
    types = [kind for kind in await events_after(clients, receiver) if kind != "payment_intent.created"]
    assert types == ["charge.succeeded", *events, "payment_intent.succeeded"]


@pytest.mark.parametrize("method", ["createDispute", "createDisputeProductNotReceived", "createDisputeInquiry"])
async def test_stripes_names_of_these_cards_dispute_too(clients: StripeClients, method: str) -> None:
    made = await clients.paid(f"pm_card_{method}")
    assert [each["payment_intent"] for each in await clients.control("GET", "/standin/disputes")] == [made.id]


async def test_the_list_has_the_newest_first_and_those_of_one_charge(clients: StripeClients) -> None:
    first, second = await clients.paid(), await clients.paid()
    ids = [(await dispute(clients, made))["id"] for made in (first, second)]
    every = await clients.client.v1.disputes.list_async({"limit": 100})
    assert [each.id for each in every.data] == ids[::-1]
    of_first = await clients.client.v1.disputes.list_async({"charge": str(first.latest_charge)})
    assert [each.id for each in of_first.data] == ids[:1]


@pytest.mark.parametrize("body", [{"reason": "boredom"}, {"amount": 0}, {"amout": 100}])
async def test_a_dispute_that_makes_no_sense_is_refused(clients: StripeClients, body: dict[str, Any]) -> None:
    assert "error" in await dispute(clients, await clients.paid(), **body)
    assert await clients.control("GET", "/standin/disputes") == []
