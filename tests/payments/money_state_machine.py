"""A small house with a till, for the state machine: eight seats, a bank, what happened, and what must be true of it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from app.accounts.organizers import open_organizer
from app.checkout.order_queries import Receipt
from app.checkout.orders import open_order
from app.checkout.payment_events import handle_letter
from app.checkout.payment_intents import secret_to_pay
from app.checkout.refund_queries import claim_refunds
from app.checkout.refunds import push_refund, refund_order
from app.checkout.settlement import look_at_order
from app.errors import AisleError
from app.events.pricing import Fee
from app.payments.provider import Told
from app.payments.webhook_inbox import Letter, claim_letters, store
from app.seating.holds.hold import hold_seats
from app.venues.plans import save_plan
from app.venues.venues import NewVenue, open_venue
from db import pool
from db.transaction import transaction
from tests.grid_plan import grid
from tests.payments.fake_provider import Bank
from tests.world import a_performance

SEATS = 8
PRICE, FEE, HANDLING = 1000, 70, 150
ENDS = {"paid", "expired", "refunded"}


class Till:
    """`orders`: those whose fans know them. `handed`: intents whose secret has left the house: only those can be paid.
    `said`: events the bank may deliver, as (kind, about); delivering one does not use it up."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.orders: list[Receipt] = []
        self.handed: dict[str, None] = {}
        self.said: list[tuple[str, str]] = []
        self.performance = self.plan = self.events = self.far = 0

    async def open(self, name: str) -> None:
        """A performance of its own."""
        async with transaction() as connection:
            olga = await open_organizer("olga", "Olga")
            venue = await open_venue(NewVenue("small", "Small", "Porto", "", "Europe/Lisbon"))
            plan = grid(SEATS)
            self.plan = await save_plan(connection, venue, plan)
            prices = {level.name: [PRICE] for level in plan.levels}
            fees = (Fee("Booking", "per_ticket", FEE), Fee("Handling", "per_order", HANDLING))
            self.performance = await a_performance(connection, olga, self.plan, name, name, prices, fees)

    async def order(self, person: str, seats: Sequence[int]) -> None:
        """A fan holds seats and presses Pay."""
        await hold_seats(self.performance, person, seats, self.plan)
        self.orders.append(await open_order(self.performance, person, person, f"{person}@example.org"))

    async def press_pay(self, order: Receipt) -> None:
        """The fan's browser asks for the secret."""
        secret = await secret_to_pay(order.performance_id, order.id, actor="test")
        self.handed[secret.removesuffix("_secret")] = None

    async def buy(self, person: str, seats: Sequence[int]) -> None:
        """The whole way, as it goes on a good day."""
        await self.order(person, seats)
        await self.press_pay(self.orders[-1])
        self.bank.pay(next(reversed(self.handed)))
        await self.look(self.orders[-1], ending=False)

    async def at_once(self, order: Receipt, *, pays: bool, far: int) -> None:
        """The fan asks for the secret, pays, gives up, and staff refund, while the reconciler looks."""

        async def charge() -> None:
            await self.press_pay(order)
            if pays:
                self.bank.pay(next(reversed(self.handed)))
            await self.look(order, ending=False)

        self.bank.meanwhile, self.far = self._trips, far
        refund = refund_order(order.performance_id, order.id, actor="staff:olga")
        work = charge(), self.look(order, ending=True), refund, self.send_refunds(), self.send_refunds()
        for answer in await asyncio.gather(*work, return_exceptions=True):
            assert answer is None or isinstance(answer, str | int | AisleError), answer

    async def _trips(self, _: str) -> None:
        """Stripe is as far away as a few trips to the database."""
        for _ in range(self.far):
            await pool.fetch_value("SELECT 1")

    def tells(self, about: str, status: str) -> None:
        """The bank has something to tell, some day."""
        self.said.append((f"refund.{status}" if about.startswith("re_") else f"payment_intent.{status}", about))

    async def word_comes(self, kind: str, about: str, *, again: bool) -> None:
        """A webhook arrives, `again` under the number of the last one, and is handled as far as it goes."""
        self.events += not again
        number = f"evt_{self.performance}_{self.events}"
        await store(Told(number, kind, about, False, "", "{}"))
        for letter in await claim_letters(8):
            await self.handle(letter)

    async def handle(self, letter: Letter) -> None:
        """As the worker does; what fails waits."""
        await handle_letter(letter)

    async def look(self, order: Receipt, *, ending: bool) -> str:
        """As the reconciler does."""
        return await look_at_order(order.performance_id, order.id, ending=ending, actor="test")

    async def send_refunds(self) -> None:
        """As the worker does, for every refund that is due."""
        await pool.execute("UPDATE refund SET look_at = now() WHERE state IN ('wanted', 'pending')")
        for key in await claim_refunds(50):
            await push_refund(*key, actor="test")

    async def converge(self, thinks: str, sends_back: str) -> None:
        """All is quiet: the bank has answered everything, and the workers have done what was left."""
        self.bank.away.clear()
        for intent in [one.id for one in self.bank.intents.values() if one.status == "processing"]:
            self.bank.turn(intent, thinks)
        await pool.execute("UPDATE inbox SET try_at = now() WHERE handled_at IS NULL")
        while letters := await claim_letters(50):
            for letter in letters:
                await self.handle(letter)
        for (order,) in await self.rows("""SELECT id FROM "order" WHERE performance_id = $1 AND state = 'pending'"""):
            await look_at_order(self.performance, order, ending=True, actor="test")
        for intent in self.handed:
            await self.word_comes("payment_intent.succeeded", intent, again=False)
        await self.send_refunds()
        for back in [one.id for one in self.bank.refunds.values() if one.status == "pending"]:
            self.bank.settle_refund(back, sends_back)
        await self.send_refunds()

    async def rows(self, sql: str) -> list[Any]:
        """Rows of this performance."""
        return [tuple(row) for row in await pool.fetch(sql, self.performance)]

    async def check(self) -> None:
        """What must be true at every moment."""
        owners = await self.rows("SELECT idx, order_id FROM seat WHERE performance_id = $1 AND status = 2 ORDER BY 1")
        valid = await self.rows(
            "SELECT seat_idx, order_id FROM ticket WHERE performance_id = $1 AND state = 'valid' ORDER BY 1"
        )
        assert owners == valid, "every sold seat has one valid ticket, and nothing else has"
        states = dict(await self.rows('SELECT id, state FROM "order" WHERE performance_id = $1'))
        assert {states[order] for _, order in valid} <= {"paid"}
        held = await self.rows("SELECT order_id FROM seat WHERE performance_id = $1 AND status = 1 AND order_id > 0")
        assert {states[order] for (order,) in held} == {"pending"} & set(states.values())
        doubles = await self.rows(
            "SELECT order_id FROM payment WHERE performance_id = $1 AND state = 'open' GROUP BY 1 HAVING count(*) > 1"
        )
        assert doubles == []

    async def check_the_end(self) -> None:
        """What must be true when all is quiet: the books balance, and nobody paid for nothing."""
        states = await self.rows('SELECT DISTINCT state FROM "order" WHERE performance_id = $1')
        assert {state for (state,) in states} <= ENDS
        valid = await self.rows("SELECT order_id FROM ticket WHERE performance_id = $1 AND state = 'valid'")
        worth = len(valid) * (PRICE + FEE) + len({order for (order,) in valid}) * HANDLING
        owed = await self.rows(
            """SELECT coalesce(sum(amount), 0)::bigint FROM refund WHERE performance_id = $1 AND state = 'failed'
               AND (voided_at IS NOT NULL OR why <> 'asked')"""
        )
        assert self.bank.money_in - self.bank.money_out == worth + owed[0][0]
        open_ones = await self.rows(
            "SELECT id FROM refund WHERE performance_id = $1 AND state IN ('wanted', 'pending')"
        )
        waiting = await pool.fetch("SELECT event_id FROM inbox WHERE handled_at IS NULL")
        assert (open_ones, waiting) == ([], [])

    def goes_back_on_its_word(self, intent: str) -> None:
        """A bank that charges what it said was canceled: it must not, and the fan must not suffer when it does."""
        was = self.bank.intents[intent]
        if was.status == "canceled":
            self.bank.intents[intent] = structs.replace(was, status="succeeded", received=was.amount)
            self.tells(intent, "succeeded")
