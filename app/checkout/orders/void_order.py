"""Makes tickets void apart from any refund: no money moves. For money that went another way, such as a chargeback."""

from collections.abc import Sequence

from app.checkout.errors import CannotVoid
from app.checkout.orders.lifecycle import lock_order
from app.checkout.orders.seat_choice import OrderSeat, order_seat, select_seats
from app.checkout.orders.void_tickets import LOCK_VALID, lock_and_find_used, void_tickets
from app.language.messages import Items, message
from app.text_input import clean_reason
from app.web.wakeups import wake_relay
from db import pool
from db.transaction import transaction
from realtime.logs import log

VALID_SEATS = """
    SELECT t.seat_idx, s.section, s."row", s.label, l.amount, l.extra, EXISTS (
        SELECT FROM scan x WHERE x.performance_id = t.performance_id AND x.ticket_id = t.id AND x.admitted) AS used
    FROM ticket t JOIN performance p ON p.id = t.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = t.seat_idx
    JOIN order_line l ON l.performance_id = t.performance_id AND l.order_id = t.order_id AND l.seat_idx = t.seat_idx
    WHERE t.performance_id = $1 AND t.order_id = $2 AND t.state = 'valid' ORDER BY t.seat_idx
"""


async def get_valid_seats(performance_id: int, order_id: int) -> list[int]:
    """Fetch the numbers of the order's seats with a valid ticket."""
    return [row["seat_idx"] for row in await pool.fetch(VALID_SEATS, performance_id, order_id)]


async def find_voidable_seats(performance_id: int, order_id: int, names: Sequence[str]) -> list[OrderSeat]:
    """Find the seats with these names whose tickets can become void, or all of the order without any. Changes nothing.

    Raises CannotVoid: no ticket that admits, no such seat, an ambiguous name, a ticket that was used."""
    rows = await pool.fetch(VALID_SEATS, performance_id, order_id)
    seats = [
        order_seat(*list(row.values())[:4], amount=row["amount"], extra=row["extra"], used=row["used"]) for row in rows
    ]
    if not seats:
        raise CannotVoid(message("The order has no ticket that admits."))
    wanted = select_seats(names, seats, CannotVoid)
    chosen = [seat for seat in seats if seat.idx in wanted]
    if used := [seat.place for seat in chosen if seat.used]:
        raise CannotVoid(
            message(
                "Somebody came in with the ticket of {places}. Name the other seats with --seat.",
                places=Items((*used,)),
            )
        )
    return chosen


async def void_order(
    performance_id: int, order_id: int, *, seats: Sequence[int] | None = None, why: str, actor: str
) -> list[int]:
    """Void these seats' tickets of a paid order, or all its valid ones; no money moves. Returns the seats' numbers.

    The lines stay paid: they can still be refunded. Raises NotFound, BadInput without a reason, or CannotVoid: not
    paid, a seat without a valid ticket, a ticket that was used."""
    reason = clean_reason(why, message("Say why."))
    async with transaction() as connection:
        order = await lock_order(connection, performance_id, order_id)
        if order.state != "paid":
            raise CannotVoid(message("It is {state}, not paid: it has no tickets that admit.", state=order.state))
        valid = [row["seat_idx"] for row in await connection.fetch(LOCK_VALID, performance_id, order_id)]
        wanted = sorted(valid if seats is None else set(seats))
        if not wanted or not set(wanted) <= set(valid):
            raise CannotVoid(message("Not every one of these seats has a ticket that admits."))
        if used := await lock_and_find_used(connection, performance_id, order_id, wanted):
            raise CannotVoid(
                message("Somebody came in with the ticket of seat {seats}.", seats=Items((*map(str, used),), "comma"))
            )
        await void_tickets(connection, performance_id, order_id, wanted, reason=reason, actor=actor)
    log.info("tickets_voided", performance=performance_id, order=order_id, seats=len(wanted))
    wake_relay()
    return wanted
