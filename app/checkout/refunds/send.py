"""Sends refunds to Stripe: first the row and its key, then Stripe, then void tickets. If Stripe refuses, they stay
valid."""

from typing import Literal

from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.lifecycle import move_refund, settle_refund
from app.checkout.refunds.lines import used_seats
from app.checkout.refunds.queries import Refund, get_refund, read_refund_again
from app.crash_points import crash_point
from app.payments import stripe
from app.payments.provider import ProviderRefund, ProviderRejected, ProviderUnavailable
from db.pool import execute
from db.transaction import transaction


async def push_refund(performance_id: int, refund_id: int, *, actor: str) -> str:
    """Send a refund to Stripe, or ask about one that was sent. Returns its state. Raises ProviderUnavailable: try
    again.

    Safe to repeat: its idempotency key makes it one refund at Stripe, its row makes it one here."""
    before = await get_refund(performance_id, refund_id)
    if before is None:
        return "unknown"
    refund, first = await _begin_sending(before, actor) if before.state == "wanted" else (before, False)
    if refund.state not in ("wanted", "pending"):
        return refund.state
    crash_point("refund.before_stripe")
    try:
        provider_refund = await _create_or_read(refund)
    except ProviderRejected as error:
        if refund.provider_id is not None or error.facts.get("bank_code") not in PERMANENT_REJECTIONS:
            await record_refund_error(refund, error.reason, first=first)
            return refund.state
        provider_refund = ProviderRefund("", "failed", refund.amount, refund.currency, error.reason)
    crash_point("refund.before_the_rows")
    return await settle_refund(refund, provider_refund, actor=actor)


MARK_SENT = """
    UPDATE refund SET sent_at = coalesce(sent_at, clock_timestamp()), tried_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2
"""


async def _begin_sending(refund: Refund, actor: str) -> tuple[Refund, bool]:
    """Commit that Stripe may have a wanted refund from now on, so that it can no longer be canceled unseen. Returns
    the row as it is then, and whether it was never sent before.

    Before that its tickets are looked at again. If a fan came in with one of them and Stripe does not have the refund,
    it is canceled: no money goes back, and staff find it in their list. Raises ProviderUnavailable, also while it is
    unknown whether Stripe has it: then nothing is sent."""
    looked = await _look_if_used(refund)
    async with transaction() as connection:
        await lock_order(connection, refund.performance_id, refund.order_id)
        now = await read_refund_again(connection, refund)
        stoppable = now.state == "wanted" and not now.is_owed and looked != "made"
        used = await used_seats(connection, now) if stoppable else []
        certain = looked == "not made" and not now.sent_lately and now.tried_at == refund.tried_at
        if used and now.sent_at is not None and not certain:
            raise ProviderUnavailable(why="a ticket of it was used, and it may have been sent within the last minute")
        if used:
            why = f"somebody came in with the ticket of seat {', '.join(map(str, used))}"
            await move_refund(connection, now, "canceled", error_text=why, stopped=True, actor=actor)
        elif now.state == "wanted":
            await connection.execute(MARK_SENT, now.performance_id, now.id)
        return await read_refund_again(connection, now), now.sent_at is None


async def _look_if_used(refund: Refund) -> Literal["made", "not made", "not asked"]:
    """Ask Stripe whether it has made a refund that may have been sent, if one of its tickets was used.

    Raises ProviderUnavailable."""
    if refund.sent_at is None or refund.intent is None or refund.is_owed:
        return "not asked"
    async with transaction() as connection:
        used = await used_seats(connection, refund)
    if not used:
        return "not asked"
    try:
        found = await stripe.find_refund(refund.intent, refund.idempotency_key)
    except ProviderRejected as error:
        await record_refund_error(refund, error.reason, first=False)
        raise ProviderUnavailable(why=error.reason) from error
    return "made" if found else "not made"


PERMANENT_REJECTIONS = {
    "charge_already_refunded",
    "charge_disputed",
    "refund_disputed_payment",
    "charge_not_refundable",
}
"""Stripe's codes for a refund that can never be made. After any other it stays wanted, and staff see the error in their
list: the account at Stripe may have to be corrected first. A refund with a provider id fails only by its own status."""
# only the refusal of the one request that was ever made says that Stripe does not have it
NOTE = """
    UPDATE refund SET trouble = $3, sent_at = CASE WHEN $4 AND tried_at = $5 THEN NULL ELSE sent_at END
    WHERE performance_id = $1 AND id = $2 AND state IN ('wanted', 'pending') AND idempotency_key = $6
"""


async def record_refund_error(refund: Refund, error_text: str, *, first: bool) -> None:
    """Record why Stripe refuses to take the refund for now, for staff. `first`: it was never sent before."""
    key = refund.performance_id, refund.id
    await execute(NOTE, *key, error_text, first, refund.tried_at, refund.idempotency_key)


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
