"""Word from the payment company, handled: it says *which* payment or refund; what that is now, Stripe is asked."""

from app.checkout.refunds.lifecycle import settle_refund
from app.checkout.refunds.queries import get_refund_by_provider
from app.checkout.settlement.settlement import settle_payment
from app.payments import stripe
from app.payments.payment import get_payment_by_intent
from app.payments.webhook_inbox import StoredEvent, mark_handled
from db.transaction import transaction

ACTOR = "stripe"


async def handle_payment_event(event: StoredEvent) -> str:
    """Makes true what an event tells of; returns what became of it. However often, in whatever order.

    Raises ProviderUnavailable, ProviderRejected or PaymentMismatch: then it is tried again later."""
    if event.kind.startswith("charge.dispute."):
        return await _done(event, "disputed")
    if event.kind.startswith("payment_intent."):
        payment = await get_payment_by_intent(event.object_id)
        if payment is None:
            return await _done(event, "not_ours")
        if payment.state == "succeeded":  # nothing can change that: Stripe need not be asked
            return await _done(event, "told_before")
        return await settle_payment(
            payment, await stripe.read_intent(event.object_id), actor=ACTOR, event_id=event.event_id
        )
    money = await stripe.read_refund(event.object_id)
    refund = await get_refund_by_provider(event.object_id, money.key)
    if refund is not None:
        return await _done(event, await settle_refund(refund, money, actor=ACTOR))
    # one of ours that no row has the number or the key of any more has failed, and staff made it anew
    return await _done(event, "failed_before" if money.order_id else "made_elsewhere")


async def _done(letter: StoredEvent, outcome: str) -> str:
    async with transaction() as connection:
        await mark_handled(connection, letter.event_id, outcome)
    return outcome
