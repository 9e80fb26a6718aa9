"""The one live PaymentIntent of a pending order, and the client secret with which the fan's browser pays it."""

from app.checkout.errors import NothingToPay, PaymentProcessing
from app.checkout.orders.lifecycle import lock_order
from app.checkout.settlement.settlement import settle_payment
from app.crash_points import crash_point
from app.events.catalog import get_public_performance
from app.payments import stripe
from app.payments.payment import Payment, get_open_payment, open_payment, or_tell_staff, save_intent
from app.payments.provider import Intent
from app.seating.errors import PerformanceIsCancelled
from db.transaction import transaction

PAYABLE_STATUSES = ("requires_payment_method", "requires_confirmation", "requires_action")


async def get_client_secret(performance_id: int, order_id: int, *, actor: str) -> str:
    """Return the client secret of the order's one live intent; a declined card tries again on the same one. A new
    intent is created only when there is none, or after the last one was canceled.

    Raises PerformanceIsCancelled, NothingToPay (paid, ended, refunded), PaymentProcessing, ProviderUnavailable or
    ProviderRejected; asking again is always safe."""
    if (await get_public_performance(performance_id)).state == "cancelled":
        raise PerformanceIsCancelled()
    payment = await get_open_payment(performance_id, order_id)
    payment = payment or await _open_payment(performance_id, order_id, actor)
    intent = await _get_or_create_intent(payment)
    if intent.status == "canceled":
        await settle_payment(payment, intent, actor=actor)
        payment = await _open_payment(performance_id, order_id, actor)
        intent = await _get_or_create_intent(payment)
    if intent.status == "processing":
        raise PaymentProcessing()
    if intent.status not in PAYABLE_STATUSES:
        await settle_payment(payment, intent, actor=actor)
        raise NothingToPay()
    return intent.secret


TO_PAY = 'SELECT total, currency FROM "order" WHERE performance_id = $1 AND id = $2'


async def _open_payment(performance_id: int, order_id: int, actor: str) -> Payment:
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "pending" or order.is_overdue:
            raise NothingToPay()
        row = await connection.fetchrow(TO_PAY, performance_id, order_id)
        return await open_payment(connection, performance_id, order_id, row["total"], row["currency"], actor=actor)


async def _get_or_create_intent(payment: Payment) -> Intent:
    """Return the payment's intent, or create one. Its id is committed before its secret is returned, so that a row
    without an intent cannot have been charged."""
    if payment.intent is not None:
        return await or_tell_staff(payment, stripe.read_intent(payment.intent))
    crash_point("pay.before_stripe")
    creation = stripe.create_intent(
        payment.amount,
        payment.currency,
        key=payment.idempotency_key,
        performance_id=payment.performance_id,
        order_id=payment.order_id,
    )
    intent = await or_tell_staff(payment, creation)
    crash_point("pay.after_stripe")
    if not await save_intent(payment, intent.id, intent.status):
        await or_tell_staff(payment, stripe.cancel_intent(intent.id))  # the order ended meanwhile
        raise NothingToPay()
    return intent
