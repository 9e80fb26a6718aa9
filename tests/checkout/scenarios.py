"""Shared by the tests of orders and payments: holds, orders in every state, expiry, and rows to compare."""

from typing import NamedTuple

from app.checkout.orders.lifecycle import expire_order, open_order, pay_order
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.queries import Refund, get_refund
from app.checkout.settlement.event_handler import handle_payment_event
from app.checkout.settlement.needs_attention import get_attention_items
from app.checkout.settlement.payment_intents import get_client_secret
from app.checkout.settlement.settlement import reconcile_order
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import claim_events, store_event
from app.seating.holds.hold import hold_seats
from db import pool
from db.transaction import transaction
from tests.payments.fake_provider import FakeProvider
from tests.world import World

EMAIL = "ana@example.org"
TABLES = ["hold", '"order"', "order_line", "ticket", "journal"]
TWO_SEATS = 2 * (6400 + 400) + 150
"""Seats 17 and 18 of Opening Night, level B, with the fee of each and the handling of the order."""


async def hold_free_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> int:
    """Hold seats at the free Preview; return the hold's id."""
    return (await hold_seats(world.preview, person, list(seats), world.plan)).id


async def order_free_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """Open a free order, which is paid at once."""
    await hold_free_seats(world, person, seats)
    return await open_order(world.preview, person, person.title(), f"{person}@example.org")


async def all_order_rows() -> list[list[object]]:
    """Fetch every row that an order could change."""
    seats = await pool.fetch("SELECT * FROM seat WHERE status <> 0 ORDER BY performance_id, idx")
    return [list(map(tuple, seats)), *[await _rows(table) for table in TABLES]]


async def _rows(table: str) -> list[object]:
    return [tuple(row) for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]


async def journal_topics(performance_id: int) -> list[str]:
    """List the topics of the journal after the performance was published, in order."""
    sql = "SELECT topic FROM journal WHERE performance_id = $1 AND topic NOT LIKE 'performance.%' ORDER BY id"
    return [row["topic"] for row in await pool.fetch(sql, performance_id)]


class SeatRow(NamedTuple):
    """A seat: its status (0 open, 1 held, 2 sold, 3 killed), and the ids of its hold and its order."""

    status: int
    hold_id: int | None
    order_id: int | None


async def seat_rows(performance_id: int, *seats: int) -> list[SeatRow]:
    """Fetch the rows of these seats."""
    sql = "SELECT status, hold_id, order_id FROM seat WHERE performance_id = $1 AND idx = ANY ($2) ORDER BY idx"
    return [SeatRow(*row) for row in await pool.fetch(sql, performance_id, list(seats))]


async def valid_tickets(performance_id: int, order_id: int) -> list[int]:
    """List the seats for which this order has a valid ticket."""
    sql = "SELECT seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid' ORDER BY 1"
    return [row[0] for row in await pool.fetch(sql, performance_id, order_id)]


async def end_all_holds(performance_id: int) -> None:
    """Let every hold have expired a second ago."""
    sql = "UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE performance_id = $1 AND status = 1"
    await pool.execute(sql + " AND hold_id IS NOT NULL", performance_id)


async def make_pending(receipt: Receipt) -> None:
    """Turn a paid free order back into a pending one."""
    key = receipt.performance_id, receipt.id
    async with transaction() as connection:
        await connection.execute("DELETE FROM ticket WHERE performance_id = $1 AND order_id = $2", *key)
        await connection.execute("UPDATE seat SET status = 1 WHERE performance_id = $1 AND order_id = $2", *key)
        await connection.execute(
            """UPDATE "order" SET state = 'pending', paid_at = NULL WHERE performance_id = $1 AND id = $2""", *key
        )


async def pay(receipt: Receipt) -> str:
    """Pay the order in a transaction, as a worker does."""
    async with transaction() as connection:
        return await pay_order(connection, receipt.performance_id, receipt.id, actor="test")


async def expire(receipt: Receipt) -> bool:
    """Expire the order in a transaction, as a worker does."""
    async with transaction() as connection:
        return await expire_order(connection, receipt.performance_id, receipt.id, actor="test")


async def order_state(receipt: Receipt) -> str:
    """Fetch the order's state."""
    sql = 'SELECT state FROM "order" WHERE performance_id = $1 AND id = $2'
    return str(await pool.fetch_value(sql, receipt.performance_id, receipt.id))


async def hold_paid_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> int:
    """Hold seats at Opening Night; return the hold's id."""
    return (await hold_seats(world.opening, person, list(seats), world.plan)).id


async def open_pending_order(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """Open an order of Opening Night that waits for its payment."""
    await hold_paid_seats(world, person, seats)
    return await open_order(world.opening, person, person.title(), f"{person}@example.org")


async def open_intent(receipt: Receipt) -> str:
    """Open the payment as the button *Pay* does; return the intent's id."""
    secret = await get_client_secret(receipt.performance_id, receipt.id, actor="person:ana")
    return secret.removesuffix("_secret")


async def buy_order(
    world: World, provider: FakeProvider, person: str = "ana", seats: tuple[int, ...] = (17, 18)
) -> Receipt:
    """Open and pay an order; it has its tickets."""
    receipt = await open_pending_order(world, person, seats)
    provider.pay(await open_intent(receipt))
    assert await reconcile(receipt) == "paid"
    return receipt


async def reconcile(receipt: Receipt, *, ending: bool = False) -> str:
    """Reconcile the order, as the worker does."""
    return await reconcile_order(receipt.performance_id, receipt.id, ending=ending, actor="test")


async def payments(receipt: Receipt) -> list[tuple[str, str | None]]:
    """Fetch (state, intent) of every payment of the order, oldest first."""
    sql = "SELECT state, intent FROM payment WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [tuple(row) for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


class RefundRow(NamedTuple):
    """A refund: its reason ("asked", "late" or "double"), its state, and its amount in minor units."""

    why: str
    state: str
    amount: int


async def refunds(receipt: Receipt) -> list[RefundRow]:
    """Fetch every refund of the order, oldest first."""
    sql = "SELECT why, state, amount FROM refund WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [RefundRow(*row) for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


async def mails(receipt: Receipt) -> list[str]:
    """List the kinds of mail written about the order, oldest first."""
    sql = "SELECT kind FROM mail WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [row[0] for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


async def end_payment_time(receipt: Receipt) -> None:
    """Let the time to pay have ended a minute ago, and the reconciler check the order now."""
    sql = """UPDATE "order" SET pay_by = now() - interval '1 minute', look_at = now()
             WHERE performance_id = $1 AND id = $2"""
    await pool.execute(sql, receipt.performance_id, receipt.id)


async def fetch_refund(number: int) -> Refund:
    """Fetch a refund of Opening Night that is there."""
    refund = await get_refund(1, number)
    assert refund is not None
    return refund


async def deliver_event(kind: str, object_id: str) -> str:
    """Deliver an event of the provider, the same for the same kind and object; return its outcome."""
    await store_event(PaymentEvent(f"evt_{kind}_{object_id}", kind, object_id), "{}")
    return await handle_payment_event((await claim_events(1))[0])


async def attention_kinds() -> list[str]:
    """List the kinds of what needs a person."""
    return [item.kind for item in await get_attention_items()]
