"""Applies a Stripe PaymentIntent to our payment and order in one idempotent transaction.

Called for a webhook event, by the reconciler and when a fan cancels. Each only names the payment; its current state is
fetched from Stripe first. Calls may be repeated, in any order."""

from app.checkout.orders.lifecycle import expire_order, lock_order, pay_order
from app.checkout.refunds.queries import open_refund
from app.checkout.settlement.declines import mark_payment_event_handled
from app.crash_points import crash_point
from app.errors import AisleError
from app.language.messages import Items, message
from app.payments import stripe
from app.payments.payment import (
    Payment,
    cancel_payment,
    get_open_payment,
    mark_received,
    or_tell_staff,
    record_provider_status,
)
from app.payments.provider import Intent, PaymentEvent
from app.settings import settings
from app.web.wakeups import wake_relay
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log


class PaymentMismatch(AisleError):
    """The intent is not the one that was asked for: the order is neither paid nor refunded until staff have looked."""

    status, code, title = 409, "wrong_money", message("This is not the payment we asked for")


async def settle_payment(
    payment: Payment, intent: Intent, *, actor: str, event: PaymentEvent | None = None, ending: bool = False
) -> str:
    """Make the rows agree with `intent`, read just now. Returns the outcome: "paid", "told_before" (already applied),
    "refunded" (the seats had gone, or it was paid already: the money goes back), "expired", "canceled" or "waiting".

    `event`: what is handled by it, in the same transaction. `ending`: no more payment is expected, so a
    canceled intent ends the order too. Raises PaymentMismatch when amount, currency, order or mode differ."""
    _check_match(payment, intent)
    crash_point("settle.before_the_rows")
    async with transaction() as connection:
        order = await lock_order(connection, payment.performance_id, payment.order_id)
        if intent.status == "succeeded":
            outcome = await _apply_success(connection, payment, actor)
        elif intent.status == "canceled":
            outcome = await _apply_cancellation(connection, payment, ending or order.is_overdue, actor)
        else:
            outcome = "waiting"
        if event is not None:
            await mark_payment_event_handled(
                connection, event, payment, outcome, declined_as=intent.declined_as, actor=actor
            )
    if outcome == "waiting":
        await record_provider_status(payment, intent.status)
    log.info("payment_settled", performance=payment.performance_id, order=payment.order_id, outcome=outcome)
    wake_relay()
    return outcome


def _check_match(payment: Payment, intent: Intent) -> None:
    expected = (payment.intent, payment.amount, payment.currency, payment.performance_id, payment.order_id)
    actual = (intent.id, intent.amount, intent.currency, intent.performance_id, intent.order_id)
    short = intent.status == "succeeded" and intent.received != payment.amount
    if expected != actual or intent.livemode != settings().uses_live_stripe or short:
        names = ("intent", "amount", "currency", "performance", "order")
        wrong = [name for name, one, other in zip(names, expected, actual, strict=True) if one != other]
        raise PaymentMismatch(
            message(
                "Intent {intent} is not what was asked for: {what}.", intent=intent.id, what=Items((*wrong,), "comma")
            )
            if wrong
            else message("Intent {intent} is not what was asked for: mode or sum received.", intent=intent.id)
        )


async def _apply_success(connection: Connection, payment: Payment, actor: str) -> str:
    if not await mark_received(connection, payment, actor=actor):
        return "told_before"
    outcome = await pay_order(connection, payment.performance_id, payment.order_id, actor=actor)
    if outcome == "paid":
        return outcome
    await open_refund(connection, payment, "late" if outcome == "seats_gone" else "double", actor=actor)
    return "refunded"


async def _apply_cancellation(connection: Connection, payment: Payment, ending: bool, actor: str) -> str:
    key = payment.performance_id, payment.order_id
    await cancel_payment(connection, *key, payment.intent, actor=actor)
    return "expired" if ending and await _expire_unless_payable(connection, *key, actor) else "canceled"


async def _expire_unless_payable(connection: Connection, performance_id: int, order_id: int, actor: str) -> bool:
    """Expire the order unless it has another open payment by now; True if this call did it."""
    if await connection.fetchval(HAS_OPEN_PAYMENT, performance_id, order_id):
        return False
    return await expire_order(connection, performance_id, order_id, actor=actor)


REPORT_PAID = """
    UPDATE payment SET asked_at = now()
    WHERE performance_id = $1 AND order_id = $2 AND state = 'open' AND intent IS NOT NULL RETURNING id
"""
CHECK_NOW = 'UPDATE "order" SET look_at = now() WHERE performance_id = $1 AND id = $2'


async def request_reconciliation(performance_id: int, order_id: int) -> None:
    """Let a worker ask Stripe about the order within a second, because the fan's browser reports that it has paid."""
    async with transaction() as connection:
        await lock_order(connection, performance_id, order_id)
        if await connection.fetchval(REPORT_PAID, performance_id, order_id) is not None:
            await connection.execute(CHECK_NOW, performance_id, order_id)


async def reconcile_order(performance_id: int, order_id: int, *, ending: bool, actor: str) -> str:
    """Ask Stripe about a pending order's payment and apply the answer; returns an outcome of `settle_payment`.

    `ending`: its time is over, or the fan cancels: first the intent is canceled, and only then the seats are released.
    While a payment may still succeed they are kept. Raises ProviderUnavailable, ProviderRejected or
    PaymentMismatch; then nothing changed."""
    payment = await get_open_payment(performance_id, order_id)
    if payment is not None and payment.intent is not None:
        ask = stripe.cancel_intent if ending else stripe.read_intent
        intent = await or_tell_staff(payment, ask(payment.intent))
        return await settle_payment(payment, intent, actor=actor, ending=ending)
    return await _end_uncharged(performance_id, order_id, actor) if ending else "waiting"


async def _end_uncharged(performance_id: int, order_id: int, actor: str) -> str:
    """End an order without an intent: nothing can have been charged. An intent that is created meanwhile keeps it."""
    async with transaction() as connection:
        await lock_order(connection, performance_id, order_id)
        await cancel_payment(connection, performance_id, order_id, None, actor=actor)
        expired = await _expire_unless_payable(connection, performance_id, order_id, actor)
        waits = not expired and await connection.fetchval(HAS_OPEN_PAYMENT, performance_id, order_id)
    wake_relay()
    return "expired" if expired else "waiting" if waits else "told_before"


HAS_OPEN_PAYMENT = "SELECT EXISTS (SELECT FROM payment WHERE performance_id = $1 AND order_id = $2 AND state = 'open')"
