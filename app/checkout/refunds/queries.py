"""A refund, told from its row: wanted → pending → succeeded, or failed. At most one refund gives a line back."""

import secrets
from typing import Literal

import msgspec

from app.mail.outbox import write_mail
from app.payments.payment import Payment
from db import pool
from db.journal import RefundOpened, record
from db.pool import Connection

RefundReason = Literal["asked", "late", "double"]


class Refund(msgspec.Struct, frozen=True):
    """`amount` in minor units; `intent`: what was paid by, None where nothing was. `provider_id`: its number at Stripe.

    `key_expired`: its key may be forgotten there by now."""

    performance_id: int
    id: int
    order_id: int
    state: str
    reason: str
    amount: int
    currency: str
    idempotency_key: str
    provider_id: str | None
    intent: str | None
    voided: bool
    key_expired: bool


REFUND = """
    SELECT r.performance_id, r.id, r.order_id, r.state, r.why AS reason, r.amount, r.currency, r.idempotency_key,
           r.number AS provider_id,
           p.intent, r.voided_at IS NOT NULL AS voided,
           r.created_at < now() - interval '12 hours' AS key_expired
    FROM refund r LEFT JOIN payment p ON p.performance_id = r.performance_id AND p.id = r.payment_id
"""
ONE = f"{REFUND} WHERE r.performance_id = $1 AND r.id = $2"
NUMBERED = f"{REFUND} WHERE r.number = $1 OR r.idempotency_key = $2"

INSERT = """
    INSERT INTO refund (performance_id, order_id, payment_id, why, amount, currency, idempotency_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""


async def insert_refund(
    connection: Connection, performance_id: int, order_id: int, payment: int | None, reason: RefundReason, amount: int,
    currency: str, *, actor: str,
) -> int:  # fmt: skip
    """A wanted refund with a key of its own, and its fact. Returns its id."""
    key = secrets.token_urlsafe(24)
    new: int = await connection.fetchval(INSERT, performance_id, order_id, payment, reason, amount, currency, key)
    await record(connection, performance_id, RefundOpened(order_id, new, amount, reason), actor=actor)
    return new


async def open_refund(connection: Connection, payment: Payment, reason: RefundReason, *, actor: str) -> None:
    """All of a payment goes back that bought nothing: it came late, or it came twice. The fan is told in words."""
    key = payment.performance_id, payment.order_id
    new = await insert_refund(connection, *key, payment.id, reason, payment.amount, payment.currency, actor=actor)
    await write_mail(connection, *key, "late" if reason == "late" else "refund", new)


async def get_refund(performance_id: int, refund_id: int) -> Refund | None:
    """One refund by its id."""
    row = await pool.fetch_row(ONE, performance_id, refund_id)
    return Refund(**row) if row else None


async def get_refund_by_provider(provider_id: str, key: str) -> Refund | None:
    """The refund with this number at Stripe, or asked for with this key; None for one that is not ours."""
    row = await pool.fetch_row(NUMBERED, provider_id, key)
    return Refund(**row) if row else None


# a lease: whoever dies with it loses it when the next look is due; each further one comes later, up to an hour
CLAIM = """
    UPDATE refund SET looks = looks + 1, look_at = now() + make_interval(secs => least(60 * 2 ^ least(looks, 6), 3600))
    WHERE (performance_id, id) IN (
        SELECT performance_id, id FROM refund WHERE state IN ('wanted', 'pending') AND look_at <= now()
        ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING performance_id, id
"""


async def claim_refunds(max_count: int) -> list[tuple[int, int]]:
    """Up to `most` refunds that are due for a look, for this worker alone during the next minute."""
    return [(row["performance_id"], row["id"]) for row in await pool.fetch(CLAIM, max_count)]
