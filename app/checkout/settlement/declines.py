"""Records that a card was declined, once for each webhook event about it."""

from app.payments.declines import DeclineReason
from app.payments.payment import Payment
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import mark_handled
from db.journal import PaymentDeclined, record
from db.pool import Connection


async def mark_payment_event_handled(
    connection: Connection,
    event: PaymentEvent,
    payment: Payment,
    outcome: str,
    *,
    declined_as: DeclineReason,
    actor: str,
) -> None:
    """Mark an event about the payment as handled, in the caller's transaction. If it reports a declined card and this
    call was the first, record the decline."""
    if await mark_handled(connection, event.event_id, outcome) and event.is_decline:
        fact = PaymentDeclined(payment.order_id, payment.id, declined_as)
        await record(connection, payment.performance_id, fact, actor=actor)
