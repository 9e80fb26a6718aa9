"""Makes tickets void and opens their seats: as part of a refund, or alone, when the money went another way."""

from collections.abc import Sequence

from app.checkout.errors import CannotVoid
from app.checkout.orders.lifecycle import lock_order
from app.checkout.orders.seat_choice import OrderSeat, order_seat, select_seats
from app.web.relay_wakeup import wake_relay
from db import pool
from db.journal import SeatsReleased, TicketVoided, record
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log

MAX_REASON = 200
"""Characters that are kept of staff's reason."""

VOID = """
    UPDATE ticket SET state = 'void', voided_at = clock_timestamp(), void_reason = $4
    WHERE performance_id = $1 AND order_id = $2 AND seat_idx = ANY ($3) AND state = 'valid' RETURNING id
"""
LOCK_SEATS = """
    SELECT idx FROM seat WHERE performance_id = $1 AND order_id = $2 AND idx = ANY ($3) AND status = 2
    ORDER BY idx FOR UPDATE
"""
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


VALID_SEATS = """
    SELECT t.seat_idx, s.section, s."row", s.label, l.amount, l.extra, EXISTS (
        SELECT FROM scan x WHERE x.performance_id = t.performance_id AND x.ticket_id = t.id AND x.admitted) AS used
    FROM ticket t JOIN performance p ON p.id = t.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = t.seat_idx
    JOIN order_line l ON l.performance_id = t.performance_id AND l.order_id = t.order_id AND l.seat_idx = t.seat_idx
    WHERE t.performance_id = $1 AND t.order_id = $2 AND t.state = 'valid' ORDER BY t.seat_idx
"""


async def find_voidable_seats(performance_id: int, order_id: int, names: Sequence[str]) -> list[OrderSeat]:
    """Find the seats with these names whose tickets can become void, or all of the order without any. Changes nothing.

    Raises CannotVoid: no ticket that admits, no such seat, an ambiguous name, a ticket that was used."""
    rows = await pool.fetch(VALID_SEATS, performance_id, order_id)
    seats = [
        order_seat(*list(row.values())[:4], amount=row["amount"], extra=row["extra"], used=row["used"]) for row in rows
    ]
    if not seats:
        raise CannotVoid("The order has no ticket that admits.")
    wanted = select_seats(names, seats, CannotVoid)
    chosen = [seat for seat in seats if seat.idx in wanted]
    if used := [seat.place for seat in chosen if seat.used]:
        raise CannotVoid(f"Somebody came in with the ticket of {'; '.join(used)}. Name the other seats with --seat.")
    return chosen


async def void_order(
    performance_id: int, order_id: int, *, seats: Sequence[int] | None = None, why: str, actor: str
) -> list[int]:
    """Void these seats' tickets of a paid order, or all its valid ones; no money moves. Returns the seats' numbers.

    The lines stay paid: they can still be refunded. Raises NotFound, or CannotVoid: no reason, not paid, a seat without
    a valid ticket, a ticket that was used."""
    reason = " ".join(why.split())[:MAX_REASON]
    if not reason:
        raise CannotVoid("Say why. Nothing was changed.")
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "paid":
            raise CannotVoid(f"It is {order.state}, not paid: it has no tickets that admit.")
        valid = [row["seat_idx"] for row in await connection.fetch(LOCK_VALID, performance_id, order_id)]
        wanted = sorted(valid if seats is None else set(seats))
        if not wanted or not set(wanted) <= set(valid):
            raise CannotVoid("Not every one of these seats has a ticket that admits.")
        if used := await lock_and_find_used(connection, performance_id, order_id, wanted):
            raise CannotVoid(f"Somebody came in with the ticket of seat {', '.join(map(str, used))}.")
        await void_tickets(connection, performance_id, order_id, wanted, reason=reason, actor=actor)
    log.info("tickets_voided", performance=performance_id, order=order_id, seats=len(wanted))
    wake_relay()
    return wanted
