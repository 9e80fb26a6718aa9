"""Refunds: never more than was charged."""

import asyncio

import pytest
import stripe

from tests.dev.fake_stripe.clients import StripeClients


async def left(clients: StripeClients, refund: stripe.Refund) -> int:
    """Return the amount of the charge that is not refunded."""
    charge = await clients.client.v1.charges.retrieve_async(str(refund.charge))
    return charge.amount - charge.amount_refunded


async def test_all_or_a_part_goes_back(clients: StripeClients) -> None:
    made = await clients.paid()
    part = await clients.refund(made, amount=3400, reason="requested_by_customer", metadata={"order": "7"})
    assert (part.status, part.amount, await left(clients, part)) == ("succeeded", 3400, 5000)
    rest = await clients.refund(made)
    assert (rest.amount, await left(clients, rest)) == (5000, 0)
    listed = await clients.client.v1.refunds.list_async({"payment_intent": made.id})
    assert [each.id for each in listed.data] == [rest.id, part.id]
    assert (await clients.client.v1.refunds.retrieve_async(part.id)).metadata["order"] == "7"


async def test_more_than_is_left_is_refused(clients: StripeClients) -> None:
    made = await clients.paid()
    with pytest.raises(stripe.InvalidRequestError, match=r"€84.01\) is greater than unrefunded amount"):
        await clients.refund(made, amount=8401)
    await clients.refund(made)
    with pytest.raises(stripe.InvalidRequestError) as again:
        await clients.refund(made, amount=1)
    assert again.value.code == "charge_already_refunded"


async def test_fifty_refunds_at_once_give_back_what_was_paid(clients: StripeClients) -> None:
    made = await clients.paid()
    tries = await asyncio.gather(*(clients.refund(made, amount=2100) for _ in range(50)), return_exceptions=True)
    given = [each.amount for each in tries if isinstance(each, stripe.Refund)]
    assert sum(given) == 8400
    assert sum(each["amount"] for each in await clients.control("GET", "/standin/refunds")) == 8400


@pytest.mark.parametrize("method", [None, "pm_card_processing"])
async def test_what_was_not_paid_cannot_go_back(clients: StripeClients, method: str | None) -> None:
    intent = await clients.intent() if method is None else await clients.paid(method)
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        await clients.refund(intent)


async def test_a_refund_that_fails_later_is_the_charges_money_again(clients: StripeClients) -> None:
    refund = await clients.refund(await clients.paid("pm_card_refundFail"))
    assert (refund.status, await left(clients, refund)) == ("succeeded", 0)
    await clients.control("POST", f"/standin/refunds/{refund.id}/settle", {"outcome": "failed"})
    now = await clients.client.v1.refunds.retrieve_async(refund.id)
    assert (now.status, now.failure_reason, await left(clients, refund)) == ("failed", "expired_or_canceled_card", 8400)


async def test_a_refund_that_takes_a_while_arrives(clients: StripeClients) -> None:
    refund = await clients.refund(await clients.paid("pm_card_pendingRefund"))
    assert (refund.status, await left(clients, refund)) == ("pending", 0)
    arrived = await clients.control("POST", f"/standin/refunds/{refund.id}/settle", {"outcome": "succeeded"})
    assert arrived["status"] == "succeeded"
    again = await clients.control("POST", f"/standin/refunds/{refund.id}/settle", {"outcome": "succeeded"})
    assert "already" in again["error"]["message"]
