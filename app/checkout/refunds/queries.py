"""Rows of refunds. An order line is part of at most one that has not failed; the view `refund_transition` says which
state may follow which."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import asyncpg
import msgspec

from app.errors import AisleError, NotFound
from app.language.messages import message
from app.mail.outbox import write_mail
from app.payments.payment import Payment
from db import pool
from db.journal import RefundOpened, record
from db.pool import Connection

RefundReason = Literal["asked", "late", "double", "elsewhere"]
"""Staff asked for it; the payment came when the seats had gone; the order was paid already; it was made at Stripe."""


class Refund(msgspec.Struct, frozen=True):
    """A refund. `amount` in minor units; `intent`: of the payment it refunds, None where nothing was paid;
    `provider_id`: its id at Stripe; `voided`: its tickets are void; `key_expired`: Stripe may have forgotten its
    idempotency key; `sent_at`: since when Stripe may have it, None if it certainly has not; `tried_at`: when it was
    last sent; `sent_lately`: that request may still be on its way; `error_text`: why it failed, was canceled or
    waits."""

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
    sent_at: datetime | None
    tried_at: datetime | None
    sent_lately: bool
    error_text: str

    @property
    def handle(self) -> str:
        """Its name for the commands of staff."""
        return f"refund:{self.performance_id}:{self.id}"

    @property
    def is_owed(self) -> bool:
        """Whether the fan would be without both ticket and money if it failed."""
        return self.voided or self.reason in ("late", "double")


REFUND = """
    SELECT r.performance_id, r.id, r.order_id, r.state, r.why AS reason, r.amount, r.currency, r.idempotency_key,
           r.number AS provider_id,
           p.intent, r.voided_at IS NOT NULL AS voided, r.sent_at, r.tried_at,
           coalesce(r.tried_at > clock_timestamp() - interval '1 minute', false) AS sent_lately,
           r.trouble AS error_text,
           r.created_at < now() - interval '12 hours' AS key_expired
    FROM refund r LEFT JOIN payment p ON p.performance_id = r.performance_id AND p.id = r.payment_id
"""
ONE = f"{REFUND} WHERE r.performance_id = $1 AND r.id = $2"
# one that has this number comes first: an adopted one has taken the place of one that was canceled
BY_PROVIDER_ID = f"{REFUND} WHERE r.number = $1 OR r.idempotency_key = $2 ORDER BY r.number IS NULL LIMIT 1"
OWED = f"""
    {REFUND} WHERE r.performance_id = $1 AND r.payment_id = $2 AND r.state IN ('wanted', 'failed')
      AND (r.voided_at IS NOT NULL OR r.why IN ('late', 'double')) ORDER BY r.id
"""
UNNEEDED = """
    SELECT EXISTS (SELECT FROM refund
        WHERE performance_id = $1 AND payment_id = $2 AND why IN ('late', 'double'))
"""

INSERT = """
    INSERT INTO refund (
        performance_id, order_id, payment_id, why, amount, currency, created_at, idempotency_key, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()), $8, NULL) RETURNING id
"""

REFUND_HANDLE = re.compile(r"refund:(\d{1,18}):(\d{1,18})")


class NewRefund(msgspec.Struct, frozen=True):
    """A refund to insert. `payment_id`: of the payment it refunds, None where nothing was paid. `amount` in minor
    units. `created_at`: None for now."""

    performance_id: int
    order_id: int
    payment_id: int | None
    reason: RefundReason
    amount: int
    currency: str
    created_at: datetime | None = None


async def insert_refund(connection: Connection, new: NewRefund, *, actor: str) -> int:
    """Insert a wanted refund with an idempotency key of its own, and record its fact. Returns its id."""
    key = secrets.token_urlsafe(24)
    refund_id: int = await connection.fetchval(INSERT, *msgspec.structs.astuple(new), key)
    fact = RefundOpened(new.order_id, refund_id, new.amount, new.reason)
    await record(connection, new.performance_id, fact, actor=actor)
    return refund_id


async def open_refund(connection: Connection, payment: Payment, reason: RefundReason, *, actor: str) -> None:
    """Open a refund of a whole payment that came too late or twice, and write the mail about it."""
    key = payment.performance_id, payment.order_id
    new = NewRefund(*key, payment.id, reason, payment.amount, payment.currency)
    refund_id = await insert_refund(connection, new, actor=actor)
    await write_mail(connection, *key, "late" if reason == "late" else "refund", refund_id)


@contextmanager
def more_than_paid_raises(error: AisleError) -> Iterator[None]:
    """Raise `error` when the database refuses refunds that together exceed their payment."""
    try:
        yield
    except asyncpg.CheckViolationError as violation:
        if violation.constraint_name != "refunds_within_payment":
            raise
        raise error from violation


async def get_refund_by_handle(handle: str) -> Refund | None:
    """Fetch the refund with this handle ("refund:1:7"); None for another text. Raises NotFound if there is none."""
    match = REFUND_HANDLE.fullmatch(handle)
    if match is None:
        return None
    key = int(match[1]), int(match[2])
    refund = await get_refund(*key)
    if refund is None:
        raise NotFound(
            message("Performance {performance} has no refund {refund}.", performance=match[1], refund=match[2])
        )
    return refund


async def get_refund(performance_id: int, refund_id: int) -> Refund | None:
    """Fetch a refund by its id, or None."""
    row = await pool.fetch_row(ONE, performance_id, refund_id)
    return Refund(**row) if row else None


async def get_owed_refunds(payment: Payment) -> list[Refund]:
    """Fetch the refunds of a payment whose fan has neither tickets nor money, and that have not left, oldest first."""
    return [Refund(**row) for row in await pool.fetch(OWED, payment.performance_id, payment.id)]


async def paid_the_order(payment: Payment) -> bool:
    """Return whether a payment that succeeded paid its order: it came neither too late nor twice."""
    return not await pool.fetch_value(UNNEEDED, payment.performance_id, payment.id)


async def get_refund_of(connection: Connection, performance_id: int, refund_id: int) -> Refund:
    """Fetch a refund that is there, in the caller's transaction."""
    return Refund(**await connection.fetchrow(ONE, performance_id, refund_id))


async def read_refund_again(connection: Connection, refund: Refund) -> Refund:
    """Read the refund's row once more, in a transaction that has locked its order since."""
    return await get_refund_of(connection, refund.performance_id, refund.id)


async def get_refund_by_provider(provider_id: str, key: str) -> Refund | None:
    """Fetch the refund with this id at Stripe, or with this idempotency key; None for one that is not ours."""
    row = await pool.fetch_row(BY_PROVIDER_ID, provider_id, key)
    return Refund(**row) if row else None


# a lease: it ends when the next try is due, also when the worker has died; each further one lasts longer, up to an hour
CLAIM = """
    UPDATE refund SET looks = looks + 1, look_at = now() + make_interval(secs => least(60 * 2 ^ least(looks, 6), 3600))
    WHERE (performance_id, id) IN (
        SELECT performance_id, id FROM refund WHERE state IN ('wanted', 'pending') AND look_at <= now()
        ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING performance_id, id
"""


async def claim_refunds(max_count: int) -> list[tuple[int, int]]:
    """Claim up to `max_count` refunds that are due, for this worker alone for a minute; returns (performance, refund)
    ids."""
    return [(row["performance_id"], row["id"]) for row in await pool.fetch(CLAIM, max_count)]
