"""What the tests of money share: a paid performance, an order that waits for its money, and every way it can go."""

from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt
from app.checkout.settlement.payment_intents import get_client_secret
from app.checkout.settlement.settlement import reconcile_order
from app.seating.holds.hold import hold_seats
from db import pool
from tests.payments.fake_provider import FakeProvider
from tests.world import World

TWO_SEATS = 2 * (6400 + 400) + 150
"""Seats 17 and 18 of Opening Night, level B, with the fee of each and the handling of the order."""


async def hold_paid_seats(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> int:
    """A live hold at Opening Night; its id."""
    return (await hold_seats(world.opening, person, list(seats), world.plan)).id


async def open_pending_order(world: World, person: str = "ana", seats: tuple[int, ...] = (17, 18)) -> Receipt:
    """An order of Opening Night that waits for its money."""
    await hold_paid_seats(world, person, seats)
    return await open_order(world.opening, person, person.title(), f"{person}@example.org")


async def open_intent(receipt: Receipt) -> str:
    """Opens the payment as *Pay* does; the intent's id."""
    secret = await get_client_secret(receipt.performance_id, receipt.id, actor="person:ana")
    return secret.removesuffix("_secret")


async def buy_order(
    world: World, provider: FakeProvider, person: str = "ana", seats: tuple[int, ...] = (17, 18)
) -> Receipt:
    """A paid order with its tickets."""
    receipt = await open_pending_order(world, person, seats)
    provider.pay(await open_intent(receipt))
    assert await reconcile(receipt) == "paid"
    return receipt


async def reconcile(receipt: Receipt, *, ending: bool = False) -> str:
    """As the reconciler does."""
    return await reconcile_order(receipt.performance_id, receipt.id, ending=ending, actor="test")


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


async def end_payment_time(receipt: Receipt) -> None:
    """The time on the screen has run out, a minute ago; the reconciler may look now."""
    sql = """UPDATE "order" SET pay_by = now() - interval '1 minute', look_at = now()
             WHERE performance_id = $1 AND id = $2"""
    await pool.execute(sql, receipt.performance_id, receipt.id)
