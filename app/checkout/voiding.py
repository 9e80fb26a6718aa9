"""What a refund takes with it: its tickets admit nobody any more, and its seats are open again."""

from app.checkout.refund_queries import Refund
from app.mail.outbox import write_mail
from db.journal import OrderRefunded, SeatsReleased, TicketVoided, record
from db.pool import Connection

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


async def void_lines(connection: Connection, refund: Refund, *, actor: str) -> None:
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


async def free_lines(connection: Connection, refund: Refund) -> None:
    """The lines of a refund that came to nothing can be refunded anew."""
    await connection.execute(FREE, refund.performance_id, refund.order_id, refund.id)
