"""Makes tickets void and opens their seats, in the caller's transaction: as part of a refund, or alone."""

from collections.abc import Sequence

from db.journal import SeatsReleased, TicketVoided, record
from db.pool import Connection

VOID = """
    UPDATE ticket SET state = 'void', voided_at = clock_timestamp(), void_reason = $4
    WHERE performance_id = $1 AND order_id = $2 AND seat_idx = ANY ($3) AND state = 'valid' RETURNING id
"""
LOCK_SEATS = """
    SELECT idx FROM seat WHERE performance_id = $1 AND order_id = $2 AND idx = ANY ($3) AND status = 2
    ORDER BY idx FOR UPDATE
"""
MARK = "UPDATE order_line SET void = true WHERE performance_id = $1 AND order_id = $2 AND seat_idx = ANY ($3)"
OPEN = "UPDATE seat SET status = 0, order_id = NULL WHERE performance_id = $1 AND idx = ANY ($2)"


async def void_tickets(
    connection: Connection, performance_id: int, order_id: int, seats: Sequence[int], *, reason: str = "", actor: str
) -> None:
    """Void the valid tickets of these seats and open the seats, in the caller's transaction, which has locked the
    order. Seats whose ticket is void already stay as they are. The caller wakes the relay after its commit."""
    key = performance_id, order_id
    tickets = sorted(row["id"] for row in await connection.fetch(VOID, *key, seats, reason))
    opened = [row["idx"] for row in await connection.fetch(LOCK_SEATS, *key, seats)]
    if len(tickets) != len(opened):  # cannot happen: a seat is sold exactly while its ticket is valid; never commit it
        raise RuntimeError(f"order {order_id}: {len(tickets)} tickets became void, but {len(opened)} seats are its own")
    if tickets:
        await connection.execute(MARK, *key, opened)
        await connection.execute(OPEN, performance_id, opened)
        facts = TicketVoided(order_id, tickets), SeatsReleased(opened)
        await record(connection, performance_id, *facts, actor=actor)


# a scan that is about to admit has a lock on its ticket: wait for it before looking whether it did
LOCK_VALID = """
    SELECT id, seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid'
    ORDER BY id FOR UPDATE
"""
USED = """
    SELECT t.seat_idx FROM ticket t JOIN scan s ON s.performance_id = t.performance_id AND s.ticket_id = t.id
    WHERE t.performance_id = $1 AND t.order_id = $2 AND t.seat_idx = ANY ($3) AND t.state = 'valid' AND s.admitted
    ORDER BY t.seat_idx
"""


async def lock_and_find_used(
    connection: Connection, performance_id: int, order_id: int, seats: Sequence[int]
) -> list[int]:
    """Lock the order's valid tickets; return which of these seats were entered with them, and keep further scans
    waiting until the transaction ends."""
    await connection.fetch(LOCK_VALID, performance_id, order_id)
    return [row["seat_idx"] for row in await connection.fetch(USED, performance_id, order_id, seats)]
