"""Handles one payment event. The event only names the payment or refund; its current state is fetched from Stripe."""

from app.checkout.refunds.lifecycle import settle_refund
from app.checkout.refunds.queries import get_refund_by_provider
from app.checkout.settlement.settlement import settle_payment
from app.payments import stripe
from app.payments.payment import get_payment_by_intent
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import mark_handled
from db.transaction import transaction

ACTOR = "stripe"


async def handle_payment_event(event: PaymentEvent) -> str:
    """Make the rows agree with the object of the event; return the outcome. Safe to repeat, in any order.

    Raises ProviderUnavailable, ProviderRejected or PaymentMismatch: then it is to be tried again later."""
    if event.kind.startswith("charge.dispute."):
        return await _mark_handled(event, "disputed")
    if event.kind.startswith("payment_intent."):
        payment = await get_payment_by_intent(event.object_id)
        if payment is None:
            return await _mark_handled(event, "not_ours")
        if payment.state == "succeeded":  # final: no need to ask Stripe
            return await _mark_handled(event, "told_before")
        return await settle_payment(
            payment, await stripe.read_intent(event.object_id), actor=ACTOR, event_id=event.event_id
        )
    provider_refund = await stripe.read_refund(event.object_id)
    refund = await get_refund_by_provider(event.object_id, provider_refund.key)
    if refund is not None:
        return await _mark_handled(event, await settle_refund(refund, provider_refund, actor=ACTOR))
    # a refund of ours whose id and key no row has any more: it failed, and staff made another one in its row
    return await _mark_handled(event, "failed_before" if provider_refund.order_id else "made_elsewhere")


async def _mark_handled(event: PaymentEvent, outcome: str) -> str:
    async with transaction() as connection:
        await mark_handled(connection, event.event_id, outcome)
    return outcome
