"""The states of an order: opened from a hold, then paid or expired, each in one transaction and once.

Locks are always taken in this order: person, the seats of their hold, address, order, payment, seats by number."""

from typing import Literal

import msgspec
import structlog

from app.checkout.errors import PaymentNotOpen, PriceChanged
from app.checkout.orders.contact import Contact, validate_contact
from app.checkout.orders.held_seats import LockedHold, check_seat_limit, lock_held_seats
from app.checkout.orders.queries import Buyer, NewOrder, Receipt, find_existing_order, insert_lines, insert_order
from app.crash_points import crash_point
from app.errors import NotFound
from app.events.price_table import price_table
from app.language.languages import SOURCE
from app.language.messages import message
from app.mail.outbox import write_mail
from app.payments.payment import open_payment
from app.settings import settings
from app.tickets.tickets import issue_tickets
from app.web.wakeups import wake_relay
from db.journal import OrderExpired, OrderOpened, OrderPaid, SeatsReleased, SeatsSold, TicketIssued, record
from db.pool import Connection
from db.transaction import lock_person, transaction
from realtime.logs import log


async def open_order(
    performance_id: int,
    person: str,
    name: str,
    email: str,
    *,
    hold_id: int | None = None,
    total: int | None = None,
    language: str = SOURCE,
) -> Receipt:
    """Open an order from the person's live hold, with all its seats or not at all. An order with a total of 0 is paid
    at once, any other gets an open payment.

    A hold becomes one order, however often this is called, also at the same time: later calls return that order, with
    its name, address and language corrected while it is not paid. `hold_id`: the hold for which the form was rendered;
    without it, a call that finds no hold returns the order this person opened in the last two minutes. `total`: the sum
    that the fan was shown, in minor units. `language`: the tag of the language of its mails and tickets. Raises
    WrongContact, EmptyBasket, HoldEnded, TooManySeats, PriceChanged or PaymentNotOpen; then nothing has changed."""
    contact = validate_contact(name, email)
    async with transaction() as connection:
        await lock_person(connection, performance_id, person)
        existing = await find_existing_order(connection, performance_id, person, hold_id)
        if existing is not None:
            await _correct_contact(connection, existing, person, contact, language)
            return existing
        hold = await lock_held_seats(connection, performance_id, person, hold_id)
        await check_seat_limit(connection, performance_id, person, contact.email, len(hold.seats))
        buyer = Buyer(person, contact, language)
        receipt = await _open(connection, performance_id, buyer, hold, total)
        crash_point("order.before_commit")
    structlog.contextvars.bind_contextvars(performance=performance_id, order=receipt.id)
    log.info("order_opened", state=receipt.state, seats=len(hold.seats))
    wake_relay()
    return receipt


CONTACT = """
    UPDATE "order" SET email = $3, name = $4, language = $5 WHERE performance_id = $1 AND id = $2 AND state = 'pending'
      AND (email, name, language) IS DISTINCT FROM ($3, $4, $5) RETURNING id
"""


async def _correct_contact(
    connection: Connection, order: Receipt, person: str, contact: Contact, language: str
) -> None:
    """Correct name, address and language of an order that is not paid yet, within the seat limit of the new address."""
    if order.state == "pending":
        await check_seat_limit(connection, order.performance_id, person, contact.email, 0)
        await connection.fetchval(CONTACT, order.performance_id, order.id, contact.email, contact.name, language)


async def _open(
    connection: Connection, performance_id: int, buyer: Buyer, hold: LockedHold, shown_total: int | None
) -> Receipt:
    table = await price_table(performance_id, connection)
    lines = [table.ticket_for(seat.level, seat.ticket_type) for seat in hold.seats]
    sums = table.totals_of(lines)
    if shown_total not in (None, sums.total):
        raise PriceChanged(total=sums.total)
    if sums.total > 0 and not settings().accepts_payments:
        raise PaymentNotOpen()
    order = NewOrder(performance_id, buyer, hold, sums.total, table.currency)
    receipt = await insert_order(connection, order)
    await insert_lines(connection, receipt, hold, [(line, table.all_in_price(line)) for line in lines], sums)
    await _move_seats(connection, receipt, hold)
    actor, seats = f"person:{buyer.person}", [seat.idx for seat in hold.seats]
    await record(connection, performance_id, OrderOpened(receipt.id, hold.hold_id, seats), actor=actor)
    if sums.total > 0:
        await open_payment(connection, performance_id, receipt.id, sums.total, table.currency, actor=actor)
        return receipt
    await pay_order(connection, performance_id, receipt.id, actor=actor)
    return msgspec.structs.replace(receipt, state="paid")


# the seats stay held, now by the order: no expiry and no click of a fan releases them any more
MOVE_SEATS = """
    WITH moved AS (
        UPDATE seat SET hold_id = NULL, hold_expires_at = NULL, order_id = $3
        WHERE performance_id = $1 AND hold_id = $2 AND hold_expires_at > $4 RETURNING idx
    ), ended AS (
        UPDATE hold SET ended_at = clock_timestamp(), ended_as = 'ordered'
        WHERE performance_id = $1 AND id = $2 AND ended_at IS NULL RETURNING id
    ) SELECT (SELECT count(*) FROM moved) AS moved, (SELECT count(*) FROM ended) AS ended
"""


async def _move_seats(connection: Connection, receipt: Receipt, hold: LockedHold) -> None:
    counts = await connection.fetchrow(MOVE_SEATS, receipt.performance_id, hold.hold_id, receipt.id, hold.locked_at)
    if tuple(counts) != (len(hold.seats), 1):  # cannot happen while they are locked; never commit it
        raise RuntimeError(f"hold {hold.hold_id} of {len(hold.seats)} seats was handed over as {dict(counts)}")


class LockedOrder(msgspec.Struct, frozen=True):
    """An order that is locked until the transaction ends. `is_overdue`: the time to pay is over."""

    state: str
    is_overdue: bool


LOCK = """
    SELECT state, coalesce(pay_by <= clock_timestamp(), false) AS is_overdue FROM "order"
    WHERE performance_id = $1 AND id = $2 FOR UPDATE
"""


async def lock_order(connection: Connection, performance_id: int, order_id: int) -> LockedOrder:
    """Lock the order. Every change of an order, its payments or its refunds begins with this. Raises NotFound."""
    row = await connection.fetchrow(LOCK, performance_id, order_id)
    if row is None:
        raise NotFound(message("There is no such order."))
    return LockedOrder(**row)


PayOutcome = Literal["paid", "already_paid", "seats_gone", "refunded", "unknown"]
OUTCOME_BY_STATE: dict[str | None, PayOutcome] = {"paid": "already_paid", "refunded": "refunded", None: "unknown"}

PAY = """
    UPDATE "order" SET state = 'paid', paid_at = clock_timestamp(), expired_at = NULL, trouble = ''
    WHERE performance_id = $1 AND id = $2 AND state = $3
      AND NOT EXISTS (SELECT FROM performance p WHERE p.id = $1 AND p.state = 'cancelled') RETURNING id
"""
SELL = """
    WITH sold AS (
        UPDATE seat SET status = 2 WHERE performance_id = $1 AND order_id = $2 AND status = 1 RETURNING idx
    ) SELECT (SELECT coalesce(array_agg(idx ORDER BY idx), '{}') FROM sold) AS seats, count(*) AS lines
    FROM order_line WHERE performance_id = $1 AND order_id = $2 AND kind = 'seat'
"""
STATE = 'SELECT state FROM "order" WHERE performance_id = $1 AND id = $2 FOR UPDATE'


async def pay_order(connection: Connection, performance_id: int, order_id: int, *, actor: str) -> PayOutcome:
    """Pay the order: sell its seats, issue its tickets, write its mail, in the caller's transaction; returns the
    outcome.

    Safe to repeat, in any order with `expire_order`. An expired order is paid after all when all its seats are still
    open; else, or when the performance is cancelled, the outcome is "seats_gone": nothing is sold, and the caller
    refunds the money. The caller wakes the relay after its commit."""
    if await connection.fetchval(PAY, performance_id, order_id, "pending") is None:
        state = await connection.fetchval(STATE, performance_id, order_id)
        if state == "pending":  # the performance is cancelled
            await expire_order(connection, performance_id, order_id, actor=actor)
            return "seats_gone"
        if state != "expired":
            return OUTCOME_BY_STATE[state]
        if not await _pay_expired(connection, performance_id, order_id):
            return "seats_gone"
    seats = await _sell_seats(connection, performance_id, order_id)
    tickets = await issue_tickets(connection, performance_id, order_id, seats)
    facts = OrderPaid(order_id), SeatsSold(order_id, seats), TicketIssued(order_id, tickets)
    await record(connection, performance_id, *facts, actor=actor)
    await write_mail(connection, performance_id, order_id, "confirmation")
    return "paid"


# waits for a locked seat instead of skipping it: its lock may end without a hold, and a paid order has priority
STILL_OPEN = """
    SELECT s.idx FROM order_line l JOIN seat s ON s.performance_id = l.performance_id AND s.idx = l.seat_idx
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat'
      AND is_open(s.status, s.hold_expires_at, clock_timestamp()) ORDER BY s.idx FOR UPDATE OF s
"""
WANTED = """
    SELECT count(*) FROM order_line l JOIN performance p ON p.id = l.performance_id
    WHERE l.performance_id = $1 AND l.order_id = $2 AND l.kind = 'seat'
      AND p.state = 'published' AND p.starts_at > clock_timestamp()
"""
# returns the seats of holds that had run out, as they were before the update
RECLAIM_SEATS = """
    WITH reclaimed AS (
        UPDATE seat SET status = 1, hold_id = NULL, hold_expires_at = NULL, order_id = $2
        WHERE performance_id = $1 AND idx = ANY ($3)
    ) SELECT hold_id, array_agg(idx ORDER BY idx) AS seats FROM seat
    WHERE performance_id = $1 AND idx = ANY ($3) AND hold_id IS NOT NULL GROUP BY hold_id ORDER BY hold_id
"""


async def _pay_expired(connection: Connection, performance_id: int, order_id: int) -> bool:
    """Pay an expired order and take back all its seats, or do nothing: when a seat has gone, and when the performance
    has begun or is cancelled, also at this very moment."""
    seats = [row["idx"] for row in await connection.fetch(STILL_OPEN, performance_id, order_id)]
    if not seats or len(seats) != await connection.fetchval(WANTED, performance_id, order_id):
        return False
    if await connection.fetchval(PAY, performance_id, order_id, "expired") is None:
        return False
    ended = await connection.fetch(RECLAIM_SEATS, performance_id, order_id, seats)
    facts = [SeatsReleased(row["seats"], row["hold_id"]) for row in ended]
    if facts:
        await record(connection, performance_id, *facts, actor="expiry")
    return True


async def _sell_seats(connection: Connection, performance_id: int, order_id: int) -> list[int]:
    row = await connection.fetchrow(SELL, performance_id, order_id)
    seats: list[int] = row["seats"]
    if len(seats) != row["lines"]:  # cannot happen: a pending order keeps all its seats; never commit it
        raise RuntimeError(f"order {order_id} of {row['lines']} seats was paid with {len(seats)} of them")
    return seats


EXPIRE = """
    UPDATE "order" SET state = 'expired', expired_at = clock_timestamp(), trouble = ''
    WHERE performance_id = $1 AND id = $2 AND state = 'pending' RETURNING id
"""
RELEASE_SEATS = "UPDATE seat SET status = 0, order_id = NULL WHERE performance_id = $1 AND order_id = $2 RETURNING idx"


async def expire_order(connection: Connection, performance_id: int, order_id: int, *, actor: str) -> bool:
    """Expire a pending order and open its seats again, in the caller's transaction; True if this call did it.

    The caller has made sure that no payment can succeed any more (for a late one see `pay_order`), and wakes the relay
    after its commit."""
    if await connection.fetchval(EXPIRE, performance_id, order_id) is None:
        return False
    seats = sorted(row["idx"] for row in await connection.fetch(RELEASE_SEATS, performance_id, order_id))
    await record(connection, performance_id, OrderExpired(order_id), SeatsReleased(seats), actor=actor)
    return True
