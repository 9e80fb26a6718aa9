"""A payment: one row for each PaymentIntent. open → succeeded | canceled, each by one conditional update.

A row without an intent cannot have been charged: the intent's id is committed before its secret is sent to a
browser."""

import secrets
from collections.abc import Awaitable
from datetime import datetime

import msgspec

from app.payments.provider import Intent, ProviderRejected
from db import pool
from db.journal import PaymentCanceled, PaymentOpened, PaymentSucceeded, record
from db.pool import Connection
from realtime.logs import log


class Payment(msgspec.Struct, frozen=True):
    """`amount` in minor units. `provider_status`: the last status read from Stripe. `reported_paid_at`: when the fan's
    browser last reported that it has paid, None after a newer status was read."""

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

OPEN = """
    INSERT INTO payment (performance_id, order_id, idempotency_key, amount, currency) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (performance_id, order_id) WHERE state = 'open' DO NOTHING RETURNING id, bank
"""


async def open_payment(
    connection: Connection, performance_id: int, order_id: int, amount: int, currency: str, *, actor: str
) -> Payment:
    """Return the order's open payment, or open one with an idempotency key of its own. In the caller's transaction,
    which has checked that the order is pending."""
    key = secrets.token_urlsafe(24)
    opened = await connection.fetchrow(OPEN, performance_id, order_id, key, amount, currency)
    if opened is None:
        return Payment(**await connection.fetchrow(OPEN_PAYMENT, performance_id, order_id))
    payment_id, provider_status = opened
    await record(connection, performance_id, PaymentOpened(order_id, payment_id, amount), actor=actor)
    return Payment(
        performance_id,
        payment_id,
        order_id,
        "open",
        None,
        key,
        amount,
        currency,
        provider_status,
        reported_paid_at=None,
    )


async def get_open_payment(performance_id: int, order_id: int) -> Payment | None:
    """Fetch the order's open payment, or None."""
    row = await pool.fetch_row(OPEN_PAYMENT, performance_id, order_id)
    return Payment(**row) if row else None


async def get_payment_by_intent(intent: str) -> Payment | None:
    """Fetch the payment with this intent, in any state; None for an intent that is not ours."""
    row = await pool.fetch_row(BY_INTENT, intent)
    return Payment(**row) if row else None


# the same intent may be saved twice: two requests with one idempotency key return it
KEEP = """
    UPDATE payment SET intent = $3, bank = $4, trouble = '', refused_at = NULL
    WHERE performance_id = $1 AND id = $2 AND state = 'open' AND (intent IS NULL OR intent = $3)
"""


async def save_intent(payment: Payment, intent: str, provider_status: str) -> bool:
    """Save the payment's intent, for good. False when the payment has ended meanwhile: then the intent's secret must
    not be sent to a browser."""
    return await pool.execute(KEEP, payment.performance_id, payment.id, intent, provider_status) == 1


REFUSE = """
    UPDATE payment SET trouble = $3, refused_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state <> 'succeeded'
"""


async def or_tell_staff(payment: Payment, call: Awaitable[Intent]) -> Intent:
    """Await a call to Stripe about a payment. What it refuses for good is refused for a reason of ours, such as
    the API key or an amount below its minimum: the reason is stored with the payment, where the list of what needs a
    person finds it. Raises what the call raises."""
    try:
        return await call
    except ProviderRejected as error:
        why = error.reason[:300]
        await pool.execute(REFUSE, payment.performance_id, payment.id, why)
        log.error("payment_refused", performance=payment.performance_id, order=payment.order_id, why=why)
        raise


# keeps a report of the browser that is newer than `payment`: this status does not answer it
NOTE = """
    UPDATE payment SET bank = $3, trouble = '', refused_at = NULL,
        asked_at = CASE WHEN $3 <> 'processing' AND asked_at IS NOT DISTINCT FROM $4 THEN NULL ELSE asked_at END
    WHERE performance_id = $1 AND id = $2 AND state = 'open'
      AND (bank <> $3 OR asked_at IS NOT NULL OR refused_at IS NOT NULL)
"""


async def record_provider_status(payment: Payment, provider_status: str) -> None:
    """Record Stripe's status of an open payment, for the order's page. `payment`: read before Stripe was asked."""
    await pool.execute(NOTE, payment.performance_id, payment.id, provider_status, payment.reported_paid_at)


SUCCEED = """
    UPDATE payment SET state = 'succeeded', bank = 'succeeded', settled_at = clock_timestamp(),
        trouble = '', refused_at = NULL
    WHERE performance_id = $1 AND id = $2 AND state <> 'succeeded' RETURNING id
"""


async def mark_received(connection: Connection, payment: Payment, *, actor: str) -> bool:
    """Mark the payment as succeeded, in the caller's transaction; True if this call was the first to do so."""
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
    """Cancel the open payment with this intent (None: no intent was created), in the caller's transaction.

    True if this call did it; False when the open payment is another one, or has an intent by now."""
    payment_id = await connection.fetchval(CANCEL, performance_id, order_id, intent)
    if payment_id is not None:
        await record(connection, performance_id, PaymentCanceled(order_id, payment_id), actor=actor)
    return payment_id is not None
