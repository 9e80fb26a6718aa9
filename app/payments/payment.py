"""A payment: one PaymentIntent, told from its row. open → succeeded | canceled, each by one conditional update.

A row without an intent cannot have been charged: the intent's id is committed before its secret leaves the house."""

import secrets
from datetime import datetime

import msgspec

from db import pool
from db.journal import PaymentCanceled, PaymentSucceeded, record
from db.pool import Connection


class Payment(msgspec.Struct, frozen=True):
    """`amount` in minor units. `bank`: Stripe's last word on it as far as we have heard. `asked_at`: when the fan's
    browser last said that it has paid, and nothing was heard since."""

    performance_id: int
    id: int
    order_id: int
    state: str
    intent: str | None
    idempotency_key: str
    amount: int
    currency: str
    provider_status: str
    reported_paid_at: datetime | None


PAYMENT = """
    SELECT performance_id, id, order_id, state, intent, idempotency_key, amount, currency,
           bank AS provider_status, asked_at AS reported_paid_at
    FROM payment
"""
OPEN_PAYMENT = f"{PAYMENT} WHERE performance_id = $1 AND order_id = $2 AND state = 'open'"
BY_INTENT = f"{PAYMENT} WHERE intent = $1"
RECEIVED = f"{PAYMENT} WHERE performance_id = $1 AND order_id = $2 AND state = 'succeeded' ORDER BY settled_at LIMIT 1"

OPEN = """
    INSERT INTO payment (performance_id, order_id, idempotency_key, amount, currency) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (performance_id, order_id) WHERE state = 'open' DO NOTHING
"""


async def open_payment(
    connection: Connection, performance_id: int, order_id: int, amount: int, currency: str
) -> Payment:
    """The order's live payment: a new one with a key of its own, or the one there is. In the caller's transaction,
    which has made sure that the order is pending."""
    key = secrets.token_urlsafe(24)
    await connection.execute(OPEN, performance_id, order_id, key, amount, currency)
    return Payment(**await connection.fetchrow(OPEN_PAYMENT, performance_id, order_id))


async def get_open_payment(performance_id: int, order_id: int) -> Payment | None:
    """The order's open payment, if it has one."""
    row = await pool.fetch_row(OPEN_PAYMENT, performance_id, order_id)
    return Payment(**row) if row else None


async def get_received_payment(connection: Connection, performance_id: int, order_id: int) -> Payment | None:
    """The payment that paid the order; None where nothing was to be paid."""
    row = await connection.fetchrow(RECEIVED, performance_id, order_id)
    return Payment(**row) if row else None


async def get_payment_by_intent(intent: str) -> Payment | None:
    """The payment with this intent, in whatever state; None for an intent that is not ours."""
    row = await pool.fetch_row(BY_INTENT, intent)
    return Payment(**row) if row else None


# the same intent may be kept twice: the same key brought it twice
KEEP = """
    UPDATE payment SET intent = $3, bank = $4
    WHERE performance_id = $1 AND id = $2 AND state = 'open' AND (intent IS NULL OR intent = $3)
"""


async def save_intent(payment: Payment, intent: str, provider_status: str) -> bool:
    """Remembers which intent this payment is, for ever. False when the payment has ended meanwhile: then the intent's
    secret must not leave the house."""
    return await pool.execute(KEEP, payment.performance_id, payment.id, intent, provider_status) == 1


# a fan who has asked after the payment was read has asked about something newer than this answer
NOTE = """
    UPDATE payment SET bank = $3,
        asked_at = CASE WHEN $3 <> 'processing' AND asked_at IS NOT DISTINCT FROM $4 THEN NULL ELSE asked_at END
    WHERE performance_id = $1 AND id = $2 AND state = 'open' AND (bank <> $3 OR asked_at IS NOT NULL)
"""


async def record_provider_status(payment: Payment, provider_status: str) -> None:
    """What Stripe says of an open payment now, for the page that waits for it. `payment`: read before Stripe was."""
    await pool.execute(NOTE, payment.performance_id, payment.id, provider_status, payment.reported_paid_at)


SUCCEED = """
    UPDATE payment SET state = 'succeeded', bank = 'succeeded', settled_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state <> 'succeeded' RETURNING id
"""


async def mark_received(connection: Connection, payment: Payment, *, actor: str) -> bool:
    """The payment has succeeded, in the caller's transaction; True if this call was the first to say so."""
    if await connection.fetchval(SUCCEED, payment.performance_id, payment.id) is None:
        return False
    fact = PaymentSucceeded(payment.order_id, payment.id, payment.amount)
    await record(connection, payment.performance_id, fact, actor=actor)
    return True


CANCEL = """
    UPDATE payment SET state = 'canceled', bank = 'canceled', settled_at = clock_timestamp()
    WHERE performance_id = $1 AND order_id = $2 AND state = 'open' AND intent IS NOT DISTINCT FROM $3 RETURNING id
"""


async def cancel_payment(
    connection: Connection, performance_id: int, order_id: int, intent: str | None, *, actor: str
) -> bool:
    """No money can come by this intent any more (None: none was ever made), in the caller's transaction.

    True if this call closed it; False when the open payment is another one, or has an intent by now."""
    closed = await connection.fetchval(CANCEL, performance_id, order_id, intent)
    if closed is not None:
        await record(connection, performance_id, PaymentCanceled(order_id, closed), actor=actor)
    return closed is not None
