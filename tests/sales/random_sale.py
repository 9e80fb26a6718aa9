"""A sale in which everything happens that changes a seat, an order, a payment or a refund, at random."""

import contextlib
import random
from collections.abc import Awaitable, Callable

from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.settlement.staff_fixes import retry_stuck
from app.errors import AisleError
from app.events.pricing import Fee, Tax
from app.payments.provider import ProviderRejected
from app.seating.holds.hold import choose_type, hold_seats, release_seats
from app.venues.plans import save_plan
from app.venues.venues import NewVenue, save_venue
from db import pool
from db.journal import OrderOpened, SeatsKilled, SeatsReleased, record
from db.transaction import transaction
from tests.checkout.scenarios import end_all_holds
from tests.payments.fake_provider import FakeProvider
from tests.payments.money_state_machine import MoneyScenario
from tests.seating.plans import small_hall
from tests.world import World, a_performance
from workers.release_holds import release_expired_holds

PRICES = {"A": [6100, 3000], "B": [4000, 0]}
FEES = (Fee("Booking", "per_ticket", 70), Fee("Service", "percent", 333), Fee("Handling", "per_order", 150))
SEATS = range(24)
SET_ASIDE = """
    UPDATE seat SET allocation = CASE WHEN allocation IS NULL THEN 1 END
    WHERE performance_id = $1 AND idx = $2 AND status IN (0, 2) RETURNING idx
"""
KILL = (
    "UPDATE seat SET status = 3 - status WHERE performance_id = $1 AND idx = $2 AND status IN (0, 3) RETURNING status"
)
SELL_AT_THE_DESK = """UPDATE "order" SET channel = 'desk' WHERE performance_id = $1 AND id = $2"""


class RandomSale(MoneyScenario):
    """A performance with two price levels, two ticket types, fees and a tax. `steps`: what may happen in it."""

    def __init__(self, provider: FakeProvider, seed: int) -> None:
        super().__init__(provider)
        self.random = random.Random(seed)
        self.steps: list[Callable[[], Awaitable[object]]] = [
            self.hold,
            self.hold,
            self.give_back,
            self.end_holds,
            self.sweep,
            self.order_seats,
            self.order_seats,
            self.order_at_the_desk,
            self.buy_seats,
            self.buy_seats,
            self.give_up,
            self.pay_late,
            self.pay_twice,
            self.ask_for_a_refund,
            self.refund,
            self.refund,
            self.fail_a_refund,
            self.retry_a_refund,
            self.settle_by_hand,
            self.refund_elsewhere,
            self.void_a_ticket,
            self.set_aside,
            self.kill,
        ]

    async def begin(self, world: World) -> None:
        """Publish the performance, whose venue has another date than UTC for half of the day."""
        async with transaction() as connection:
            venue = await save_venue(NewVenue("far", "Far", "Auckland", "", "Pacific/Auckland"))
            self.plan = await save_plan(connection, venue, small_hall("o" * 10, "o" * 14, levels=("A", "B")))
            options = {"ticket_types": ("Adult", "Child"), "tax": Tax("VAT", 75_000, included=False)}
            self.performance = await a_performance(
                connection, world.olga, self.plan, "random", "Random", PRICES, FEES, **options
            )

    async def step(self) -> None:
        """Let one thing happen, or be refused."""
        with contextlib.suppress(AisleError, ProviderRejected, IndexError):  # nothing to choose from
            await self.random.choice(self.steps)()

    def person(self) -> str:
        return f"fan{self.random.randrange(6)}"

    def an_order(self) -> Receipt:
        return self.random.choice(self.orders)

    def some_seats(self) -> list[int]:
        first = self.random.choice(SEATS)
        return [seat for seat in range(first, first + self.random.randint(1, 3)) if seat in SEATS]

    async def hold(self) -> None:
        await hold_seats(self.performance, self.person(), self.some_seats(), self.plan)

    async def give_back(self) -> None:
        await release_seats(self.performance, self.person(), self.random.choice([None, self.some_seats()]))

    async def end_holds(self) -> None:
        await end_all_holds(self.performance)

    async def sweep(self) -> None:
        await release_expired_holds()

    async def order_seats(self) -> Receipt:
        person, seats = self.person(), self.some_seats()
        await hold_seats(self.performance, person, seats, self.plan)
        if self.random.random() < 0.5:
            await choose_type(self.performance, person, seats[:1], 1)
        self.orders.append(await open_order(self.performance, person, person, f"{person}@example.org"))
        return self.orders[-1]

    async def order_at_the_desk(self) -> None:
        order = await self.order_seats()
        async with transaction() as connection:
            await connection.execute(SELL_AT_THE_DESK, order.performance_id, order.id)
            held = "SELECT idx FROM seat WHERE performance_id = $1 AND order_id = $2"
            seats = [row["idx"] for row in await connection.fetch(held, order.performance_id, order.id)]
            await record(connection, order.performance_id, OrderOpened(order.id, 0, seats), actor="staff:olga")

    async def buy_seats(self) -> None:
        await self.pay(await self.order_seats())

    async def pay(self, order: Receipt) -> str:
        """Pay the order by a new intent, and return the intent."""
        await self.request_secret(order)
        intent = next(reversed(self.payable_intents))
        self.provider.pay(intent)
        await self.reconcile(order, ending=False)
        return intent

    async def give_up(self) -> None:
        await self.reconcile(self.an_order(), ending=True)

    async def pay_late(self) -> None:
        """Pay after the seats were opened; in half of the cases others have them by then."""
        order = await self.order_seats()
        await self.request_secret(order)
        intent = next(reversed(self.payable_intents))
        await self.reconcile(order, ending=True)
        if self.random.random() < 0.5:
            await self.hold()
        self.charge_canceled_intent(intent)
        await self.deliver_event("payment_intent.succeeded", intent, again=False)

    async def pay_twice(self) -> None:
        """Pay by a second intent, after which the first one is charged too."""
        order = await self.order_seats()
        await self.request_secret(order)
        first = next(reversed(self.payable_intents))
        self.provider.set_status(first, "canceled")
        await self.pay(order)
        self.charge_canceled_intent(first)
        await self.deliver_event("payment_intent.succeeded", first, again=False)

    async def ask_for_a_refund(self) -> None:
        order, fees = self.an_order(), self.random.random() < 0.5
        held = "SELECT seat_idx FROM order_line WHERE performance_id = $1 AND order_id = $2 AND refund_id IS NULL"
        seats = [row[0] for row in await pool.fetch(held, order.performance_id, order.id) if row[0] is not None]
        some = self.random.choice([None, seats[:1]])
        await refund_order(order.performance_id, order.id, seats=some, fees=fees, actor="staff:olga")

    async def refund(self) -> None:
        with contextlib.suppress(AisleError):
            await self.ask_for_a_refund()
        self.provider.refund_status = self.random.choice(["succeeded", "succeeded", "pending", "failed"])
        await self.send_refunds()

    async def fail_a_refund(self) -> None:
        """Let a refund fail, also one that had succeeded; or one that is pending succeed."""
        refund = self.random.choice(sorted(self.provider.refunds))
        self.provider.settle_refund(refund, self.random.choice(["failed", "failed", "succeeded"]))
        await self.deliver_event("refund.updated", refund, again=False)

    async def retry_a_refund(self) -> None:
        failed = await self.rows("SELECT id FROM refund WHERE performance_id = $1 AND state = 'failed' ORDER BY id")
        await retry_stuck(f"refund:{self.performance}:{self.random.choice(failed)[0]}", actor="staff:olga")

    async def settle_by_hand(self) -> None:
        await self.age_refunds()
        await self.end_by_hand(self.random.randrange(8), cancels=self.random.random() < 0.5)

    async def refund_elsewhere(self) -> None:
        back = self.provider.refund_elsewhere(
            self.random.choice([*self.payable_intents]), self.random.choice([50, 4670])
        )
        await self.adopt(back)

    async def void_a_ticket(self) -> None:
        seats = await self.rows("SELECT idx, order_id FROM seat WHERE performance_id = $1 AND status = 2 ORDER BY idx")
        seat, order = self.random.choice(seats)
        await self.void(next(one for one in self.orders if one.id == order), seat)

    async def set_aside(self) -> None:
        await self.change_a_seat(SET_ASIDE)

    async def kill(self) -> None:
        await self.change_a_seat(KILL)

    async def change_a_seat(self, sql: str) -> None:
        """Change a seat, with a fact that names it."""
        seat = self.random.choice(SEATS)
        async with transaction() as connection:
            if await connection.fetchval(sql, self.performance, seat) is not None:
                fact = self.random.choice([SeatsKilled, SeatsReleased])([seat])
                await record(connection, self.performance, fact, actor="staff:olga")
