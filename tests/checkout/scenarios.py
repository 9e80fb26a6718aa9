"""What the tests of money share: a paid performance, an order that waits for its money, and every way it can go."""

from app.checkout.order_queries import Receipt
from app.checkout.orders import open_order
from app.checkout.payment_intents import secret_to_pay
from app.checkout.settlement import look_at_order
from app.seating.holds.hold import hold_seats
from db import pool
from tests.payments.fake_provider import Bank
from tests.world import World

TWO_SEATS = 2 * (6400 + 400) + 150
"""Seats 17 and 18 of Opening Night, level B, with the fee of each and the handling of the order."""


async def basket(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> int:
    """A live hold at Opening Night; its id."""
    return (await hold_seats(world.opening, person, list(seats), world.plan)).id


async def to_pay(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """An order of Opening Night that waits for its money."""
    await basket(world, person, seats)
    return await open_order(world.opening, person, person.title(), f"{person}@example.org")


async def intent_of(receipt: Receipt) -> str:
    """Opens the payment as *Pay* does; the intent's id."""
    secret = await secret_to_pay(receipt.performance_id, receipt.id, actor="person:ana")
    return secret.removesuffix("_secret")


async def bought(world: World, bank: Bank, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """A paid order with its tickets."""
    receipt = await to_pay(world, person, seats)
    bank.pay(await intent_of(receipt))
    assert await look(receipt) == "paid"
    return receipt


async def look(receipt: Receipt, *, ending: bool = False) -> str:
    """As the reconciler does."""
    return await look_at_order(receipt.performance_id, receipt.id, ending=ending, actor="test")


async def payments(receipt: Receipt) -> list[tuple[str, str | None]]:
    """(state, intent) of every payment of the order, oldest first."""
    sql = "SELECT state, intent FROM payment WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [tuple(row) for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


async def refunds(receipt: Receipt) -> list[tuple[str, str, int]]:
    """(why, state, amount) of every refund of the order, oldest first."""
    sql = "SELECT why, state, amount FROM refund WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [tuple(row) for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


async def mails(receipt: Receipt) -> list[str]:
    """The kinds of mail written about the order, oldest first."""
    sql = "SELECT kind FROM mail WHERE performance_id = $1 AND order_id = $2 ORDER BY id"
    return [row[0] for row in await pool.fetch(sql, receipt.performance_id, receipt.id)]


async def time_is_over(receipt: Receipt) -> None:
    """The time on the screen has run out, a minute ago; the reconciler may look now."""
    sql = """UPDATE "order" SET pay_by = now() - interval '1 minute', look_at = now()
             WHERE performance_id = $1 AND id = $2"""
    await pool.execute(sql, receipt.performance_id, receipt.id)
