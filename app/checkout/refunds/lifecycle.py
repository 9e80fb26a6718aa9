"""The states of a refund: opened, settled as Stripe says, and moved with its tickets and lines in one transaction."""

import secrets
from collections.abc import Sequence

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.lines import (
    REFUNDABLE_LINES,
    free_lines,
    mark_lines,
    refund_sum,
    select_lines,
    void_lines,
)
from app.checkout.refunds.queries import NewRefund, Refund, insert_refund, read_refund_again
from app.language.messages import message
from app.payments.provider import ProviderRefund
from app.web.wakeups import wake_relay
from db.journal import RefundOpened, RefundSettled, record
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log


async def refund_order(
    performance_id: int, order_id: int, *, seats: Sequence[int] | None = None, fees: bool = True, actor: str
) -> int:
    """Open a refund of these seats of a paid order, or of all its seats without one. Returns the refund's id.

    `fees`: as in `refund_sum`. No money goes back yet: `push_refund` sends it, now or in a worker. Raises
    CannotRefund: not paid, no such seat, a seat that is refunded already, a ticket that was used."""
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "paid":
            raise CannotRefund(message("It is {state}, not paid: there is nothing to give back.", state=order.state))
        refundable = await connection.fetch(REFUNDABLE_LINES, performance_id, order_id)
        lines = select_lines(refundable, seats)
        key, last = (performance_id, order_id), len(lines) == len(refundable)
        total = await refund_sum(connection, key, lines, fees=fees, last=last)
        currency = await connection.fetchval(CURRENCY, performance_id, order_id)
        new = NewRefund(*key, total.payment_id if total.amount else None, "asked", total.amount, currency)
        refund = await insert_refund(connection, new, actor=actor)
        await mark_lines(connection, refund, key, lines)
    log.info("refund_opened", performance=performance_id, order=order_id, refund=refund, amount=total.amount)
    return refund


CURRENCY = 'SELECT currency FROM "order" WHERE performance_id = $1 AND id = $2'


STATES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}


async def settle_refund(refund: Refund, provider_refund: ProviderRefund, *, actor: str) -> str:
    """Make the rows agree with the refund at Stripe; returns its state there, or "unexpected": it has ended here, by
    hand or otherwise, and Stripe makes it all the same, which staff find in their list.

    Pending or succeeded: its tickets become void and its seats open. Failed before that: its tickets stay valid and its
    lines can be refunded again. Failed later: staff see the debt in their list. Even a succeeded refund can fail, when
    the bank returns the money."""
    state = STATES.get(provider_refund.status, "pending")
    provider_id, error_text = provider_refund.id or None, provider_refund.problem if state == "failed" else ""
    async with transaction() as connection:
        await lock_order(connection, refund.performance_id, refund.order_id)
        if not await move_refund(
            connection, refund, state, provider_id=provider_id, error_text=error_text, actor=actor
        ):
            return await _settle_unmoved(connection, refund, provider_id, state)
    key = refund.performance_id, refund.id
    (log.error if state == "failed" else log.info)("refund_settled", performance=key[0], refund=key[1], state=state)
    wake_relay()
    return state


# not for its own number: that is an old answer about a refund whose end is known
UNEXPECTED = """
    UPDATE refund SET unexpected_id = $4, unexpected_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND idempotency_key = $3 AND state IN ('by_hand', 'canceled', 'failed')
      AND number IS DISTINCT FROM $4 RETURNING id
"""
NO_LONGER_IN_TROUBLE = """
    UPDATE refund SET trouble = '' WHERE performance_id = $1 AND id = $2 AND state = $3 AND state = 'pending'
"""
NO_LONGER_UNEXPECTED = """
    UPDATE refund SET unexpected_id = NULL, unexpected_at = NULL
    WHERE performance_id = $1 AND id = $2 AND unexpected_id = $3
"""


async def _settle_unmoved(connection: Connection, refund: Refund, provider_id: str | None, state: str) -> str:
    """Settle a refund whose state stays: remove its error text if Stripe has it as before. Note for staff that Stripe
    makes one which has ended here, or that this has failed after all. Returns the state at Stripe, or "unexpected"."""
    key = refund.performance_id, refund.id
    await connection.execute(NO_LONGER_IN_TROUBLE, *key, state)
    if state == "failed":
        await connection.execute(NO_LONGER_UNEXPECTED, *key, provider_id)
        return state
    if provider_id is None or await connection.fetchval(UNEXPECTED, *key, refund.idempotency_key, provider_id) is None:
        return state
    log.error("refund_unexpected", performance=key[0], refund=key[1], provider_id=provider_id)
    return "unexpected"


# a new idempotency key makes a new refund at Stripe, and an answer about the old one no longer fits
REOPEN = """
    UPDATE refund SET state = 'wanted', idempotency_key = $3, number = NULL, settled_at = NULL, trouble = '',
        earlier_numbers = CASE WHEN number IS NULL THEN earlier_numbers ELSE earlier_numbers || number END,
        unexpected_id = NULL, unexpected_at = NULL, sent_at = NULL, tried_at = NULL,
        looks = 0, look_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state = ANY ($4)
      AND (voided_at IS NOT NULL OR why IN ('late', 'double'))
    RETURNING id
"""


async def reopen_refund(connection: Connection, refund: Refund, states: Sequence[str], *, actor: str) -> bool:
    """Make a refund that is owed anew, in the caller's transaction, which has locked the order. False unless it is in
    one of these states and owed. Raises asyncpg.CheckViolationError when it would be more than was paid."""
    key = secrets.token_urlsafe(24)
    if await connection.fetchval(REOPEN, refund.performance_id, refund.id, key, states) is None:
        return False
    fact = RefundOpened(refund.order_id, refund.id, refund.amount, refund.reason)
    await record(connection, refund.performance_id, fact, actor=actor)
    return True


# compares the key that was read: an old answer must not change a refund that staff have reopened since, with a new key
MOVE = """
    UPDATE refund r SET state = $3, number = coalesce(number, $4), trouble = $5, how = $6, stopped = $7,
        settled_at = CASE WHEN $3 <> 'pending' THEN clock_timestamp() END,
        voided_at = CASE WHEN $3 NOT IN ('failed', 'canceled') AND EXISTS (SELECT FROM order_line l
            WHERE l.performance_id = $1 AND l.order_id = r.order_id AND l.refund_id = r.id)
            THEN coalesce(voided_at, clock_timestamp()) ELSE voided_at END
    WHERE performance_id = $1 AND id = $2 AND idempotency_key = $8
      AND EXISTS (SELECT FROM refund_transition t WHERE t.from_state = state AND t.to_state = $3)
    RETURNING id
"""


async def move_refund(
    connection: Connection,
    refund: Refund,
    state: str,
    *,
    provider_id: str | None = None,
    error_text: str = "",
    how: str = "",
    stopped: bool = False,
    actor: str,
) -> bool:
    """Move a refund to a state that ends it, or to pending, and its tickets and lines with it, in the caller's
    transaction, which has locked the order. False when its state does not lead there, or it has another key by now."""
    key, before = (refund.performance_id, refund.id), await read_refund_again(connection, refund)
    values = state, provider_id, error_text, how, stopped, refund.idempotency_key
    if await connection.fetchval(MOVE, *key, *values) is None:
        return False
    await record(connection, key[0], RefundSettled(refund.order_id, refund.id, state), actor=actor)
    if state in ("failed", "canceled"):
        if not before.voided:
            await free_lines(connection, refund)
    elif before.state == "wanted" and not before.voided:
        await void_lines(connection, refund, actor=actor)
    return True
