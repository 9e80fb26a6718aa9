"""The lines of an order in its refunds: which can be refunded, what they come to, what becomes of their tickets."""

from collections.abc import Sequence

import msgspec
from asyncpg import Pool

from app.checkout.errors import CannotRefund
from app.checkout.orders.void_tickets import lock_and_find_used, void_tickets
from app.checkout.refunds.queries import Refund
from app.language.messages import Items, message
from app.mail.outbox import write_mail
from db.journal import OrderRefunded, record
from db.pool import Connection, Record

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
# the payment that paid the order: one that came too late or twice has a refund of its own. `left`: what has not gone
# back; refunds that failed or were canceled took nothing
PAID_BY = """
    SELECT p.id, (p.amount - coalesce((SELECT sum(r.amount) FROM refund r
        WHERE r.performance_id = p.performance_id AND r.payment_id = p.id
          AND r.state IN ('wanted', 'pending', 'succeeded', 'by_hand')), 0))::bigint AS left
    FROM payment p WHERE p.performance_id = $1 AND p.order_id = $2 AND p.state = 'succeeded' AND NOT EXISTS (
        SELECT FROM refund r WHERE r.performance_id = p.performance_id AND r.payment_id = p.id
          AND r.why IN ('late', 'double'))
    ORDER BY p.settled_at, p.id LIMIT 1
"""
MARK = "UPDATE order_line SET refund_id = $3 WHERE performance_id = $1 AND order_id = $2 AND line = ANY ($4)"
FREE = "UPDATE order_line SET refund_id = NULL WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3"
SEATS = """
    SELECT seat_idx FROM order_line
    WHERE performance_id = $1 AND order_id = $2 AND refund_id = $3 AND kind = 'seat' ORDER BY seat_idx
"""
# refunded: no ticket is valid, and every seat is part of a refund that has voided its tickets
END = """
    UPDATE "order" o SET state = 'refunded', refunded_at = clock_timestamp()
    WHERE o.performance_id = $1 AND o.id = $2 AND o.state = 'paid' AND NOT EXISTS (
        SELECT FROM ticket t WHERE t.performance_id = $1 AND t.order_id = $2 AND t.state = 'valid') AND NOT EXISTS (
        SELECT FROM order_line l
        LEFT JOIN refund r ON r.performance_id = l.performance_id AND r.id = l.refund_id AND r.voided_at IS NOT NULL
        WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat' AND r.id IS NULL)
    RETURNING o.id
"""


def select_lines(refundable: Sequence[Record], seats: Sequence[int] | None) -> list[Record]:
    """Select the lines of these seats, or all without. Raises CannotRefund for a seat that is not among them, or whose
    ticket was used."""
    lines = [line for line in refundable if seats is None or line["seat_idx"] in seats]
    if not lines or (seats is not None and len(lines) != len(set(seats))):
        raise CannotRefund(message("Not every one of these seats is in the order and still paid for."))
    if used := [line["seat_idx"] for line in lines if line["used"]]:
        raise CannotRefund(
            message("Somebody came in with the ticket of seat {seats}.", seats=Items((*map(str, used),), "comma"))
        )
    return lines


class RefundSum(msgspec.Struct, frozen=True):
    """What a refund comes to. `amount` in minor units; `payment_id`: of the payment it is part of, None without one."""

    amount: int
    payment_id: int | None


async def refund_sum(
    query: Connection | Pool, key: tuple[int, int], lines: Sequence[Record], *, fees: bool, last: bool
) -> RefundSum:
    """Add up a refund of these lines of the order `key`; `last`: they are all that is not refunded yet.

    With `fees` it includes each ticket's fees and taxes, and with the last ticket the fees of the order. Never more
    than is left of the payment: a part of it may have gone back without a ticket."""
    per_order = await query.fetchval(PER_ORDER_FEES, *key)
    amount = sum(line["amount"] + (line["extra"] if fees else 0) for line in lines)
    payment = await query.fetchrow(PAID_BY, *key)
    left = payment["left"] if payment else 0
    return RefundSum(min(amount + (per_order if fees and last else 0), left), payment["id"] if payment else None)


async def mark_lines(connection: Connection, refund: int, key: tuple[int, int], lines: Sequence[Record]) -> None:
    """Make these lines part of the refund. The caller has locked the order `key` and selected them since."""
    await connection.execute(MARK, *key, refund, [line["line"] for line in lines])


async def void_lines(connection: Connection, refund: Refund, *, actor: str) -> None:
    """Void the tickets of the refund's lines, open their seats, and write the mail about it, in the caller's
    transaction, which has locked the order.

    A ticket that was used keeps its seat, because a fan sits there: staff find it in their list. A refund of a late
    or double payment has no lines: nothing happens."""
    if refund.reason not in ("asked", "elsewhere"):
        return
    key = refund.performance_id, refund.order_id
    seats = await _seats_of(connection, refund)
    used = await lock_and_find_used(connection, *key, seats)
    await void_tickets(connection, *key, sorted(set(seats) - set(used)), actor=actor)
    if seats and await connection.fetchval(END, *key) is not None:
        await record(connection, key[0], OrderRefunded(refund.order_id), actor=actor)
    await write_mail(connection, *key, "refund", refund.id)


async def free_lines(connection: Connection, refund: Refund) -> None:
    """Take the lines out of a refund that sent nothing: they can be refunded again."""
    await connection.execute(FREE, refund.performance_id, refund.order_id, refund.id)


async def used_seats(connection: Connection, refund: Refund) -> list[int]:
    """Lock the tickets of the refund's lines and return the seats that were entered with them since it was opened."""
    key = refund.performance_id, refund.order_id
    return await lock_and_find_used(connection, *key, await _seats_of(connection, refund))


async def _seats_of(connection: Connection, refund: Refund) -> list[int]:
    rows = await connection.fetch(SEATS, refund.performance_id, refund.order_id, refund.id)
    return [row["seat_idx"] for row in rows]
