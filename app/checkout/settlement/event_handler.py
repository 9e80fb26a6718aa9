"""Handles one payment event. The event only names the payment, refund or dispute; its current state is fetched from
Stripe."""

from app.checkout.refunds.lifecycle import STATES, settle_refund
from app.checkout.refunds.queries import get_refund_by_provider
from app.checkout.settlement.declines import mark_payment_event_handled
from app.checkout.settlement.disputes import save_dispute
from app.checkout.settlement.settlement import settle_payment
from app.payments import stripe
from app.payments.payment import Payment, get_payment_by_intent
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import mark_handled
from db import pool
from db.transaction import transaction

ACTOR = "stripe"


async def handle_payment_event(event: PaymentEvent) -> str:
    """Make the rows agree with the object of the event; return the outcome. Safe to repeat, in any order.

    Raises ProviderUnavailable, ProviderRejected or PaymentMismatch: then it is to be tried again later."""
    if event.kind.startswith("charge.dispute."):
        return await _handle_dispute(event)
    if event.kind.startswith("payment_intent."):
        return await _handle_payment(event)
    return await _handle_refund(event)


async def _handle_payment(event: PaymentEvent) -> str:
    payment = await get_payment_by_intent(event.object_id)
    if payment is None:
        return await _mark_handled(event, "not_ours")
    if payment.state == "succeeded":  # final: no need to ask Stripe
        return await _mark_told_before(event, payment)
    intent = await stripe.read_intent(event.object_id)
    return await settle_payment(payment, intent, actor=ACTOR, event=event)


async def _mark_told_before(event: PaymentEvent, payment: Payment) -> str:
    """Mark an event about a payment that has succeeded. Why a card was declined before that is not known any more."""
    async with transaction() as connection:
        await mark_payment_event_handled(connection, event, payment, "told_before", declined_as="other", actor=ACTOR)
    return "told_before"


async def _handle_refund(event: PaymentEvent) -> str:
    made = await stripe.read_refund(event.object_id)
    refund = await get_refund_by_provider(event.object_id, made.key)
    if refund is not None:
        return await _mark_handled(event, await settle_refund(refund, made, actor=ACTOR))
    if await get_payment_by_intent(made.intent) is None:
        return await _mark_handled(event, "not_ours")
    # one that failed is of no interest: staff may have made another one in the row that had its id
    return await _mark_handled(event, "failed_before" if STATES.get(made.status) == "failed" else "made_elsewhere")


async def _handle_dispute(event: PaymentEvent) -> str:
    read_at = await pool.fetch_value("SELECT clock_timestamp()")
    dispute = await stripe.read_dispute(event.object_id)
    payment = await get_payment_by_intent(dispute.intent)
    if payment is None:
        return await _mark_handled(event, "not_ours")
    return await save_dispute(payment, dispute, read_at, actor=ACTOR, event_id=event.event_id)


async def _mark_handled(event: PaymentEvent, outcome: str) -> str:
    async with transaction() as connection:
        await mark_handled(connection, event.event_id, outcome)
    return outcome
