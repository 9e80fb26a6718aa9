"""Keeps disputes: a fan's bank wants a payment back. Whether the tickets become void is for staff to decide."""

from app.checkout.orders.lifecycle import lock_order
from app.payments.payment import Payment
from app.payments.provider import Dispute
from app.payments.webhook_inbox import mark_handled
from db.journal import DisputeChanged, record
from db.transaction import transaction
from realtime.logs import log

# an ended dispute is not opened again by an answer that was read earlier and comes later
SAVE = """
    INSERT INTO dispute AS d (performance_id, id, order_id, payment_id, status, reason, amount, currency, due_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (performance_id, id) DO UPDATE
    SET status = $5, reason = $6, amount = $7, due_by = $9, changed_at = clock_timestamp()
    WHERE d.status <> $5 AND (d.status NOT IN ('won', 'lost', 'warning_closed') OR $5 IN ('won', 'lost'))
    RETURNING status
"""


async def save_dispute(payment: Payment, dispute: Dispute, *, actor: str, event_id: str) -> str:
    """Store a dispute about this payment as it was read just now, and mark its event as handled. Returns its status."""
    key = payment.performance_id, payment.order_id
    columns = dispute.status, dispute.reason, dispute.amount, dispute.currency, dispute.due_by
    async with transaction() as connection:
        await lock_order(connection, *key)
        if await connection.fetchval(SAVE, key[0], dispute.id, key[1], payment.id, *columns) is not None:
            fact = DisputeChanged(key[1], payment.id, dispute.id, dispute.status)
            await record(connection, key[0], fact, actor=actor)
        await mark_handled(connection, event_id, f"dispute_{dispute.status}")
    log.warning("payment_disputed", performance=key[0], order=key[1], dispute=dispute.id, status=dispute.status)
    return f"dispute_{dispute.status}"
