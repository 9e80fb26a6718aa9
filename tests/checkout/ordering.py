"""What the tests of orders share: seats to hold, clocks to turn, and everything that must not have changed."""

from app.checkout.orders.lifecycle import expire_order, open_order, pay_order
from app.checkout.orders.queries import Receipt
from app.seating.holds.hold import hold_seats
from db import pool
from db.transaction import transaction
from tests.world import World

EMAIL = "ana@example.org"
TABLES = ["hold", '"order"', "order_line", "ticket", "journal"]


async def hold_free_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> int:
    """A live hold at the free Preview; its id."""
    return (await hold_seats(world.preview, person, list(seats), world.plan)).id


async def order_free_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """A free order, paid at once."""
    await hold_free_seats(world, person, seats)
    return await open_order(world.preview, person, person.title(), f"{person}@example.org")


async def all_order_rows() -> list[list[object]]:
    """Every row that an order could touch."""
    seats = await pool.fetch("SELECT * FROM seat WHERE status <> 0 ORDER BY performance_id, idx")
    return [list(map(tuple, seats)), *[await _rows(table) for table in TABLES]]


async def _rows(table: str) -> list[object]:
    return [tuple(row) for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]


async def journal_topics(performance_id: int) -> list[str]:
    """The journal's topics after the house was published, in order."""
    sql = "SELECT topic FROM journal WHERE performance_id = $1 AND topic NOT LIKE 'performance.%' ORDER BY id"
    return [row["topic"] for row in await pool.fetch(sql, performance_id)]


async def seat_rows(performance_id: int, *seats: int) -> list[tuple[int, int | None, int | None]]:
    """(status, hold, order) of these seats."""
    sql = "SELECT status, hold_id, order_id FROM seat WHERE performance_id = $1 AND idx = ANY ($2) ORDER BY idx"
    return [tuple(row) for row in await pool.fetch(sql, performance_id, list(seats))]


async def valid_tickets(performance_id: int, order_id: int) -> list[int]:
    """The seats for which this order has a valid ticket."""
    sql = "SELECT seat_idx FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid' ORDER BY 1"
    return [row[0] for row in await pool.fetch(sql, performance_id, order_id)]


async def end_all_holds(performance_id: int) -> None:
    """Every hold's time is over, by a second."""
    sql = "UPDATE seat SET hold_expires_at = now() - interval '1 second' WHERE performance_id = $1 AND status = 1"
    await pool.execute(sql + " AND hold_id IS NOT NULL", performance_id)


async def make_pending(receipt: Receipt) -> None:
    """Turns a paid order back into one that waits for money, as an order with a price will be."""
    key = receipt.performance_id, receipt.id
    async with transaction() as connection:
        await connection.execute("DELETE FROM ticket WHERE performance_id = $1 AND order_id = $2", *key)
        await connection.execute("UPDATE seat SET status = 1 WHERE performance_id = $1 AND order_id = $2", *key)
        await connection.execute(
            """UPDATE "order" SET state = 'pending', paid_at = NULL WHERE performance_id = $1 AND id = $2""", *key
        )


async def pay(receipt: Receipt) -> str:
    """As a worker does."""
    async with transaction() as connection:
        return await pay_order(connection, receipt.performance_id, receipt.id, actor="test")


async def expire(receipt: Receipt) -> bool:
    """As a worker does."""
    async with transaction() as connection:
        return await expire_order(connection, receipt.performance_id, receipt.id, actor="test")


async def order_state(receipt: Receipt) -> str:
    """The state in the row."""
    sql = 'SELECT state FROM "order" WHERE performance_id = $1 AND id = $2'
    return str(await pool.fetch_value(sql, receipt.performance_id, receipt.id))
