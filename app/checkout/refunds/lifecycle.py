"""Giving money back: the row and its key first, then Stripe, then the tickets. On a no the tickets stay valid."""

from collections.abc import Iterable, Sequence

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.queries import Refund, get_refund, insert_refund
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

# the seat lines that no refund gives back yet; `used`: somebody came in with its ticket
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
    """Wants back what these seats of a paid order cost, or what is left of all of it. Returns the refund's id.

    With `fees` each ticket's fees and taxes come along, and with the last ticket the fees of the order. Nothing has
    gone back yet: `push_refund` sends it, now or by a worker. Raises CannotRefund in words: not paid, no such seat, a
    seat that is given back already, a ticket that was used at the door."""
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "paid":
            raise CannotRefund(f"It is {order.state}, not paid: there is nothing to give back.")
        left = await connection.fetch(REFUNDABLE_LINES, performance_id, order_id)
        lines = _chosen(left, seats)
        per_order = await connection.fetchval(PER_ORDER_FEES, performance_id, order_id)
        own = [(line["amount"], line["extra"]) for line in lines]
        amount = refund_amount(own, per_order, fees=fees, last=len(lines) == len(left))
        payment = await get_received_payment(connection, performance_id, order_id) if amount else None
        currency = await connection.fetchval(CURRENCY, performance_id, order_id)
        paid_by = payment.id if payment else None
        key = performance_id, order_id
        refund = await insert_refund(connection, *key, paid_by, "asked", amount, currency, actor=actor)
        await connection.execute(MARK, performance_id, order_id, refund, [line["line"] for line in lines])
    log.info("refund_opened", performance=performance_id, order=order_id, refund=refund, amount=amount)
    return refund


CURRENCY = 'SELECT currency FROM "order" WHERE performance_id = $1 AND id = $2'


def _chosen(left: Sequence[Record], seats: Sequence[int] | None) -> list[Record]:
    lines = [line for line in left if seats is None or line["seat_idx"] in seats]
    if not lines or (seats is not None and len(lines) != len(set(seats))):
        raise CannotRefund("Not every one of these seats is in the order and still paid for.")
    if used := [line["seat_idx"] for line in lines if line["used"]]:
        raise CannotRefund(f"Somebody came in with the ticket of seat {', '.join(map(str, used))}.")
    return lines


def refund_amount(lines: Iterable[tuple[int, int]], per_order: int, *, fees: bool, last: bool) -> int:
    """What goes back for lines of (price, own fees and taxes); with the `last` ones the fees of the order too."""
    own = sum(price + (extra if fees else 0) for price, extra in lines)
    return own + (per_order if fees and last else 0)


async def push_refund(performance_id: int, refund_id: int, *, actor: str) -> str:
    """Sends a refund, or asks what became of it. Returns its state then. Raises ProviderUnavailable (nothing is lost:
    ask again).

    Any number of calls, by anybody: the key makes it one refund at Stripe, the row makes it one here."""
    refund = await get_refund(performance_id, refund_id)
    if refund is None or refund.state in ("succeeded", "failed"):
        return refund.state if refund else "unknown"
    try:
        money = await _at_stripe(refund)
    except ProviderRejected as no:
        if refund.provider_id is not None or no.facts.get("bank_code") not in PERMANENT_REJECTIONS:
            await record_refund_error(refund, str(no.facts.get("why", no.message)))
            return refund.state
        money = ProviderRefund("", "failed", refund.amount, refund.currency, str(no.facts.get("why", no.message)))
    crash_point("refund.before_the_rows")
    return await settle_refund(refund, money, actor=actor)


PERMANENT_REJECTIONS = {
    "charge_already_refunded",
    "charge_disputed",
    "refund_disputed_payment",
    "charge_not_refundable",
}
"""Refusals that say that this refund can never be made. After any other it stays wanted, with the trouble on the list
of staff: the house's account at Stripe may have to be mended first. One with a number fails only by its own status."""
NOTE = "UPDATE refund SET trouble = $3 WHERE performance_id = $1 AND id = $2"


async def record_refund_error(refund: Refund, error_text: str) -> None:
    """Why it has not gone back yet, for staff."""
    await execute(NOTE, refund.performance_id, refund.id, error_text)


async def _at_stripe(refund: Refund) -> ProviderRefund:
    if refund.intent is None:  # nothing was paid
        return ProviderRefund("", "succeeded", 0, refund.currency)
    if refund.provider_id is not None:
        return await stripe.read_refund(refund.provider_id)
    if refund.key_expired and (made := await stripe.find_refund(refund.intent, refund.idempotency_key)):
        return made
    return await stripe.create_refund(
        refund.intent, refund.amount, refund.currency, key=refund.idempotency_key, order_id=refund.order_id
    )


# only what was read: word of a try that failed does not touch the one with a key of its own that staff made since
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
    """Makes the rows agree with what Stripe says. Going or gone: its tickets are void, its seats open. Failed before
    that: its tickets stay valid and its lines can be refunded anew. Failed after: the debt is on the list of staff.
    Also a refund that had succeeded can still fail: the bank sent the money back."""
    state = STATES.get(provider_refund.status, "pending")
    async with transaction() as connection:
        await lock_order(connection, refund.performance_id, refund.order_id)
        key = refund.performance_id, refund.id
        voided = await connection.fetchval(VOIDED, *key)
        why = provider_refund.problem if state == "failed" else ""
        moved = await connection.fetchval(MOVE, *key, state, provider_refund.id, why, refund.idempotency_key)
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
# the order is over when no seat of it is paid for any more
END = """
    UPDATE "order" SET state = 'refunded', refunded_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state = 'paid' AND NOT EXISTS (
        SELECT FROM ticket t WHERE t.performance_id = $1 AND t.order_id = $2 AND t.state = 'valid')
    RETURNING id
"""


async def _void_lines(connection: Connection, refund: Refund, *, actor: str) -> None:
    """In the caller's transaction, which holds the order. Money that bought nothing has no lines: nothing happens."""
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
    """The lines of a refund that came to nothing can be refunded anew."""
    await connection.execute(FREE, refund.performance_id, refund.order_id, refund.id)
