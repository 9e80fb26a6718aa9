"""The states of a refund: first its row and key, then Stripe, then void tickets. If Stripe refuses, they stay valid."""

from collections.abc import Iterable, Sequence

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.queries import NewRefund, Refund, get_refund, insert_refund
from app.crash_points import crash_point
from app.mail.outbox import write_mail
from app.payments import stripe
from app.payments.payment import get_received_payment
from app.payments.provider import ProviderRefund, ProviderRejected
from app.web.relay_wakeup import wake_relay
from db.journal import OrderRefunded, RefundSettled, SeatsReleased, TicketVoided, record
from db.pool import Connection, Record, execute
from db.transaction import transaction
from realtime.logs import log

# the seat lines without a refund; `used`: a fan was admitted with its ticket
REFUNDABLE_LINES = """
    SELECT l.line, l.seat_idx, l.amount, l.extra, EXISTS (
        SELECT FROM ticket t JOIN scan s ON s.performance_id = t.performance_id AND s.ticket_id = t.id AND s.admitted
        WHERE t.performance_id = l.performance_id AND t.order_id = l.order_id AND t.seat_idx = l.seat_idx) AS used
    FROM order_line l WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat' AND l.refund_id IS NULL
    ORDER BY l.line
"""
PER_ORDER_FEES = """
    SELECT (o.total - sum(l.amount + l.extra))::bigint FROM "order" o
    JOIN order_line l ON l.performance_id = o.performance_id AND l.order_id = o.id AND l.kind = 'seat'
    WHERE o.performance_id = $1 AND o.id = $2 GROUP BY o.total
"""
MARK = "UPDATE order_line SET refund_id = $3 WHERE performance_id = $1 AND order_id = $2 AND line = ANY ($4)"


async def refund_order(
    performance_id: int, order_id: int, *, seats: Sequence[int] | None = None, fees: bool = True, actor: str
) -> int:
    """Open a refund of these seats of a paid order, or of all its seats without one. Returns the refund's id.

    With `fees` it includes each ticket's fees and taxes, and with the last ticket the fees of the order. No money goes
    back yet: `push_refund` sends it, now or in a worker. Raises CannotRefund: not paid, no such seat, a seat that is
    refunded already, a ticket that was used."""
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "paid":
            raise CannotRefund(f"It is {order.state}, not paid: there is nothing to give back.")
        refundable = await connection.fetch(REFUNDABLE_LINES, performance_id, order_id)
        lines = _select_lines(refundable, seats)
        per_order = await connection.fetchval(PER_ORDER_FEES, performance_id, order_id)
        amounts = [(line["amount"], line["extra"]) for line in lines]
        amount = refund_amount(amounts, per_order, fees=fees, last=len(lines) == len(refundable))
        payment = await get_received_payment(connection, performance_id, order_id) if amount else None
        currency = await connection.fetchval(CURRENCY, performance_id, order_id)
        paid_by = payment.id if payment else None
        new = NewRefund(performance_id, order_id, paid_by, "asked", amount, currency)
        refund = await insert_refund(connection, new, actor=actor)
        await connection.execute(MARK, performance_id, order_id, refund, [line["line"] for line in lines])
    log.info("refund_opened", performance=performance_id, order=order_id, refund=refund, amount=amount)
    return refund


CURRENCY = 'SELECT currency FROM "order" WHERE performance_id = $1 AND id = $2'


def _select_lines(refundable: Sequence[Record], seats: Sequence[int] | None) -> list[Record]:
    lines = [line for line in refundable if seats is None or line["seat_idx"] in seats]
    if not lines or (seats is not None and len(lines) != len(set(seats))):
        raise CannotRefund("Not every one of these seats is in the order and still paid for.")
    if used := [line["seat_idx"] for line in lines if line["used"]]:
        raise CannotRefund(f"Somebody came in with the ticket of seat {', '.join(map(str, used))}.")
    return lines


def refund_amount(lines: Iterable[tuple[int, int]], per_order: int, *, fees: bool, last: bool) -> int:
    """Sum up a refund of lines of (price, own fees and taxes), in minor units; `last`: with the order's own fees."""
    amount = sum(price + (extra if fees else 0) for price, extra in lines)
    return amount + (per_order if fees and last else 0)


async def push_refund(performance_id: int, refund_id: int, *, actor: str) -> str:
    """Send a refund to Stripe, or ask about one that was sent. Returns its state. Raises ProviderUnavailable: try
    again.

    Safe to repeat: its idempotency key makes it one refund at Stripe, its row makes it one here."""
    refund = await get_refund(performance_id, refund_id)
    if refund is None or refund.state in ("succeeded", "failed"):
        return refund.state if refund else "unknown"
    try:
        provider_refund = await _create_or_read(refund)
    except ProviderRejected as error:
        reason = str(error.facts.get("why", error.message))
        if refund.provider_id is not None or error.facts.get("bank_code") not in PERMANENT_REJECTIONS:
            await record_refund_error(refund, reason)
            return refund.state
        provider_refund = ProviderRefund("", "failed", refund.amount, refund.currency, reason)
    crash_point("refund.before_the_rows")
    return await settle_refund(refund, provider_refund, actor=actor)


PERMANENT_REJECTIONS = {
    "charge_already_refunded",
    "charge_disputed",
    "refund_disputed_payment",
    "charge_not_refundable",
}
"""Stripe's codes for a refund that can never be made. After any other it stays wanted, and staff see the error in their
list: the account at Stripe may have to be corrected first. A refund with a provider id fails only by its own status."""
NOTE = "UPDATE refund SET trouble = $3 WHERE performance_id = $1 AND id = $2"


async def record_refund_error(refund: Refund, error_text: str) -> None:
    """Record why the money has not gone back yet, for staff."""
    await execute(NOTE, refund.performance_id, refund.id, error_text)


async def _create_or_read(refund: Refund) -> ProviderRefund:
    if refund.intent is None:  # nothing was paid
        return ProviderRefund("", "succeeded", 0, refund.currency)
    if refund.provider_id is not None:
        return await stripe.read_refund(refund.provider_id)
    if refund.key_expired and (made := await stripe.find_refund(refund.intent, refund.idempotency_key)):
        return made
    return await stripe.create_refund(
        refund.intent, refund.amount, refund.currency, key=refund.idempotency_key, order_id=refund.order_id
    )


# compares the key that was read: an old answer must not change a refund that staff have reopened since, with a new key
MOVE = """
    UPDATE refund SET state = $3, number = coalesce(number, nullif($4, '')), trouble = $5,
        settled_at = CASE WHEN $3 IN ('succeeded', 'failed') THEN clock_timestamp() END,
        voided_at = CASE WHEN $3 = 'failed' THEN voided_at ELSE coalesce(voided_at, clock_timestamp()) END
    WHERE performance_id = $1 AND id = $2 AND state <> $3 AND (state IN ('wanted', 'pending') OR $3 = 'failed')
      AND idempotency_key = $6
    RETURNING id
"""
STATES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}


async def settle_refund(refund: Refund, provider_refund: ProviderRefund, *, actor: str) -> str:
    """Make the rows agree with the refund at Stripe; returns the new state. Pending or succeeded: its tickets become
    void and its seats open. Failed before that: its tickets stay valid and its lines can be refunded again. Failed
    later: staff see the debt in their list. Even a succeeded refund can fail, when the bank returns the money."""
    state = STATES.get(provider_refund.status, "pending")
    async with transaction() as connection:
        await lock_order(connection, refund.performance_id, refund.order_id)
        key = refund.performance_id, refund.id
        voided = await connection.fetchval(VOIDED, *key)
        error_text = provider_refund.problem if state == "failed" else ""
        moved = await connection.fetchval(MOVE, *key, state, provider_refund.id, error_text, refund.idempotency_key)
        if moved is None:
            return state
        await record(connection, key[0], RefundSettled(refund.order_id, refund.id, state), actor=actor)
        if state != "failed" and not voided:
            await _void_lines(connection, refund, actor=actor)
        elif state == "failed" and not voided:
            await _free_lines(connection, refund)
    (log.error if state == "failed" else log.info)("refund_settled", performance=key[0], refund=key[1], state=state)
    wake_relay()
    return state


VOIDED = "SELECT voided_at IS NOT NULL FROM refund WHERE performance_id = $1 AND id = $2"

VOID = """
    UPDATE ticket t SET state = 'void', voided_at = clock_timestamp() FROM order_line l
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.refund_id = $3 AND l.kind = 'seat'
      AND t.performance_id = $1 AND t.order_id = $2 AND t.seat_idx = l.seat_idx AND t.state = 'valid' RETURNING t.id
"""
LOCK_SEATS = """
    SELECT s.idx FROM seat s JOIN order_line l ON l.performance_id = s.performance_id AND l.seat_idx = s.idx
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.refund_id = $3 AND s.order_id = $2 AND s.status = 2
    ORDER BY s.idx FOR UPDATE OF s
"""
OPEN = "UPDATE seat SET status = 0, order_id = NULL WHERE performance_id = $1 AND idx = ANY ($2)"
# an order without a valid ticket is refunded
END = """
    UPDATE "order" SET state = 'refunded', refunded_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state = 'paid' AND NOT EXISTS (
        SELECT FROM ticket t WHERE t.performance_id = $1 AND t.order_id = $2 AND t.state = 'valid')
    RETURNING id
"""


async def _void_lines(connection: Connection, refund: Refund, *, actor: str) -> None:
    """Void the tickets of the refund's lines and open their seats, in the caller's transaction, which has locked the
    order.

    A refund of a late or double payment has no lines: nothing happens."""
    if refund.reason != "asked":
        return
    key = refund.performance_id, refund.order_id
    tickets = sorted(row["id"] for row in await connection.fetch(VOID, *key, refund.id))
    seats = [row["idx"] for row in await connection.fetch(LOCK_SEATS, *key, refund.id)]
    await connection.execute(OPEN, key[0], seats)
    facts = TicketVoided(refund.order_id, tickets), SeatsReleased(seats)
    await record(connection, key[0], *facts, actor=actor)
    if await connection.fetchval(END, *key) is not None:
        await record(connection, key[0], OrderRefunded(refund.order_id), actor=actor)
    await write_mail(connection, *key, "refund", refund.id)


FREE = "UPDATE order_line SET refund_id = NULL WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3"


async def _free_lines(connection: Connection, refund: Refund) -> None:
    """Take the lines of a failed refund out of it: they can be refunded again."""
    await connection.execute(FREE, refund.performance_id, refund.order_id, refund.id)
