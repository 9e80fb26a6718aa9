"""Keeps disputes: a fan's bank wants a payment back. Whether the tickets become void is for staff to decide."""

from datetime import datetime

from app.checkout.orders.lifecycle import lock_order
from app.payments.payment import Payment
from app.payments.provider import Dispute
from app.payments.webhook_inbox import mark_handled
from db.journal import DisputeChanged, record
from db.transaction import transaction
from realtime.logs import log

STATUS = "SELECT status FROM dispute WHERE performance_id = $1 AND id = $2"
# an answer that was asked for earlier and comes later changes nothing
SAVE = """
    INSERT INTO dispute AS d (
        performance_id, id, order_id, payment_id, status, reason, amount, currency, due_by, read_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (performance_id, id) DO UPDATE
    SET status = $5, reason = $6, amount = $7, due_by = $9, read_at = $10,
        changed_at = CASE WHEN (d.status, d.reason, d.amount, d.due_by) IS DISTINCT FROM ($5, $6, $7, $9)
                          THEN clock_timestamp() ELSE d.changed_at END
    WHERE d.read_at < $10 RETURNING status
"""


async def save_dispute(payment: Payment, dispute: Dispute, read_at: datetime, *, actor: str, event_id: str) -> str:
    """Store a dispute about this payment, as it was when it was asked for at `read_at` by the database's clock, and
    mark its event as handled. Returns the outcome."""
    key = payment.performance_id, payment.order_id
    columns = dispute.status, dispute.reason, dispute.amount, dispute.currency, dispute.due_by, read_at
    async with transaction() as connection:
        await lock_order(connection, *key)
        before = await connection.fetchval(STATUS, key[0], dispute.id)
        saved = await connection.fetchval(SAVE, key[0], dispute.id, key[1], payment.id, *columns)
        if saved is not None and saved != before:
            fact = DisputeChanged(key[1], payment.id, dispute.id, dispute.status)
            await record(connection, key[0], fact, actor=actor)
        await mark_handled(connection, event_id, f"dispute_{dispute.status}")
    log.warning("payment_disputed", performance=key[0], order=key[1], dispute=dispute.id, status=dispute.status)
    return f"dispute_{dispute.status}"
