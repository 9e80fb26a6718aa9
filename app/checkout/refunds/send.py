"""Sends refunds to Stripe: first the row and its key, then Stripe, then void tickets. If Stripe refuses, they stay
valid."""

from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.lifecycle import move_refund, settle_refund
from app.checkout.refunds.lines import used_seats
from app.checkout.refunds.queries import Refund, get_refund, read_refund_again
from app.crash_points import crash_point
from app.payments import stripe
from app.payments.provider import ProviderRefund, ProviderRejected
from db.pool import execute
from db.transaction import transaction


async def push_refund(performance_id: int, refund_id: int, *, actor: str) -> str:
    """Send a refund to Stripe, or ask about one that was sent. Returns its state. Raises ProviderUnavailable: try
    again.

    Safe to repeat: its idempotency key makes it one refund at Stripe, its row makes it one here."""
    refund = await get_refund(performance_id, refund_id)
    if refund is not None and refund.state == "wanted":
        refund = await _begin_sending(refund, actor)
    if refund is None or refund.state not in ("wanted", "pending"):
        return refund.state if refund else "unknown"
    crash_point("refund.before_stripe")
    try:
        provider_refund = await _create_or_read(refund)
    except ProviderRejected as error:
        reason = str(error.facts.get("why", error.message))
        if refund.provider_id is not None or error.facts.get("bank_code") not in PERMANENT_REJECTIONS:
            await record_refund_error(refund, reason)
            return refund.state
        provider_refund = ProviderRefund("", "failed", refund.amount, refund.currency, reason)
    crash_point("refund.before_the_rows")
    return await settle_refund(refund, provider_refund, actor=actor)


MARK_SENT = "UPDATE refund SET sent_at = clock_timestamp() WHERE performance_id = $1 AND id = $2"


async def _begin_sending(refund: Refund, actor: str) -> Refund:
    """Commit that Stripe may have a wanted refund from now on, so that it can no longer be canceled unseen. Returns
    the row as it is then.

    Before it is sent for the first time its tickets are looked at again: if a fan came in with one of them since it
    was opened, it is canceled, no money goes back, and staff find it in their list."""
    async with transaction() as connection:
        await lock_order(connection, refund.performance_id, refund.order_id)
        refund = await read_refund_again(connection, refund)
        if refund.state != "wanted":
            return refund
        if refund.sent_at is None and (used := await used_seats(connection, refund)):
            why = f"somebody came in with the ticket of seat {', '.join(map(str, used))}"
            await move_refund(connection, refund, "canceled", error_text=why, actor=actor)
        else:
            await connection.execute(MARK_SENT, refund.performance_id, refund.id)
        return await read_refund_again(connection, refund)


PERMANENT_REJECTIONS = {
    "charge_already_refunded",
    "charge_disputed",
    "refund_disputed_payment",
    "charge_not_refundable",
}
"""Stripe's codes for a refund that can never be made. After any other it stays wanted, and staff see the error in their
list: the account at Stripe may have to be corrected first. A refund with a provider id fails only by its own status."""
# Stripe has answered, so it does not have the refund, unless it was asked once more since
NOTE = """
    UPDATE refund SET trouble = $3, sent_at = nullif(sent_at, $4) WHERE performance_id = $1 AND id = $2
"""


async def record_refund_error(refund: Refund, error_text: str) -> None:
    """Record why Stripe refuses to take the refund for now, for staff."""
    await execute(NOTE, refund.performance_id, refund.id, error_text, None if refund.provider_id else refund.sent_at)


async def _create_or_read(refund: Refund) -> ProviderRefund:
    if refund.intent is None:  # nothing was paid
        return ProviderRefund("", "succeeded", 0, refund.currency)
    if refund.provider_id is not None:
        return await stripe.read_refund(refund.provider_id)
    if refund.key_expired and (made := await stripe.find_refund(refund.intent, refund.idempotency_key)):
        return made
    return await stripe.create_refund(
        refund.intent, refund.amount, refund.currency, key=refund.idempotency_key, order_id=refund.order_id
    )
