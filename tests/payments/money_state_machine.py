"""A performance of eight seats and a fake provider, for the state machine: its steps, and what must be true after
each."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from app.accounts.organizers import save_organizer
from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt
from app.checkout.orders.void_order import void_order
from app.checkout.refunds.adopt import adopt_refund, get_adoption
from app.checkout.refunds.by_hand import cancel_refund, settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.queries import claim_refunds
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.event_handler import handle_payment_event
from app.checkout.settlement.payment_intents import get_client_secret
from app.checkout.settlement.settlement import reconcile_order
from app.door.scans import scan
from app.errors import AisleError
from app.events.pricing import Fee
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import claim_events, store_event
from app.seating.holds.hold import hold_seats
from app.tickets.codes import TicketCode, read_code
from app.tickets.tickets import get_tickets
from app.venues.plans import save_plan
from app.venues.venues import NewVenue, save_venue
from db import pool
from db.transaction import transaction
from tests.grid_plan import grid
from tests.payments.fake_provider import FakeProvider
from tests.world import a_performance

SEATS = 8
PRICE, FEE, HANDLING = 1000, 70, 150
# rows are locked in their order, as several do so at once
DUE = """
    UPDATE refund SET look_at = now() WHERE (performance_id, id) IN (
        SELECT performance_id, id FROM refund WHERE performance_id = $1 AND state IN ('wanted', 'pending')
        ORDER BY id FOR UPDATE)
"""
ENDS = {"paid", "expired", "refunded"}


class MoneyScenario:
    """`orders`: those that a fan has opened. `payable_intents`: their secret was given out; only those can be paid.
    `deliverable_events`: events that the bank may deliver any number of times, as (kind, object_id). `first_codes`: by
    serial, the code that was printed on each ticket when it was first seen."""

    def __init__(self, provider: FakeProvider) -> None:
        self.provider = provider
        self.orders: list[Receipt] = []
        self.payable_intents: dict[str, None] = {}
        self.deliverable_events: list[tuple[str, str]] = []
        self.performance = self.plan = self.event_count = self.round_trips = 0
        self.first_codes: dict[str, str] = {}

    async def open(self, name: str) -> None:
        """Create a performance for this scenario alone."""
        async with transaction() as connection:
            olga = await save_organizer("olga", "Olga")
            venue = await save_venue(NewVenue("small", "Small", "Porto", "", "Europe/Lisbon"))
            plan = grid(SEATS)
            self.plan = await save_plan(connection, venue, plan)
            prices = {level.name: [PRICE] for level in plan.levels}
            fees = (Fee("Booking", "per_ticket", FEE), Fee("Handling", "per_order", HANDLING))
            self.performance = await a_performance(connection, olga, self.plan, name, name, prices, fees)

    async def order(self, person: str, seats: Sequence[int]) -> None:
        """Hold seats and open an order, as a fan who presses Pay."""
        await hold_seats(self.performance, person, seats, self.plan)
        self.orders.append(await open_order(self.performance, person, person, f"{person}@example.org"))

    async def request_secret(self, order: Receipt) -> None:
        """Fetch the client secret, as the fan's browser does."""
        secret = await get_client_secret(order.performance_id, order.id, actor="test")
        self.payable_intents[secret.removesuffix("_secret")] = None

    async def buy(self, person: str, seats: Sequence[int]) -> None:
        """Open an order, pay it and reconcile it, without any failure."""
        await self.order(person, seats)
        await self.request_secret(self.orders[-1])
        self.provider.pay(next(reversed(self.payable_intents)))
        await self.reconcile(self.orders[-1], ending=False)

    async def run_concurrently(self, order: Receipt, *, pays: bool, round_trips: int) -> None:
        """Let the fan fetch the secret, pay and cancel, staff refund, and workers reconcile, all at the same time."""

        async def charge() -> None:
            await self.request_secret(order)
            if pays:
                self.provider.pay(next(reversed(self.payable_intents)))
            await self.reconcile(order, ending=False)

        await self.age_refunds()
        self.provider.before_call, self.round_trips = self._trips, round_trips
        refund = refund_order(order.performance_id, order.id, actor="staff:olga")
        by_hand = self.end_by_hand(0, cancels=False), self.end_by_hand(0, cancels=True), self.void(order, None)
        work = charge(), self.reconcile(order, ending=True), refund, self.send_refunds(), self.send_refunds(), *by_hand
        for answer in await asyncio.gather(*work, return_exceptions=True):
            assert answer is None or isinstance(answer, str | int | AisleError), answer

    async def _trips(self, _: str) -> None:
        """Take as long as some round trips to the database, as a call to Stripe does."""
        for _ in range(self.round_trips):
            await pool.fetch_value("SELECT 1")

    async def age_refunds(self) -> None:
        """Let every refund have been sent a while ago, if at all."""
        await pool.execute("UPDATE refund SET tried_at = tried_at - interval '2 minutes'")

    async def end_by_hand(self, number: int, *, cancels: bool) -> None:
        """Let staff settle or cancel one of the refunds by hand."""
        refunds = await self.rows("SELECT id FROM refund WHERE performance_id = $1 ORDER BY id")
        if refunds:
            handle = f"refund:{self.performance}:{refunds[number % len(refunds)][0]}"
            await (cancel_refund if cancels else settle_refund_by_hand)(handle, "cash", actor="staff:olga")

    async def void(self, order: Receipt, seat: int | None) -> None:
        """Let staff void a ticket of the order, or all."""
        seats = None if seat is None else [seat]
        await void_order(order.performance_id, order.id, seats=seats, why="chargeback", actor="staff:olga")

    async def adopt(self, refund_id: str) -> None:
        """Let staff adopt a refund made in the dashboard: for all seats, one of them or none, as its sum says."""
        seats = await self.rows("SELECT seat_idx FROM ticket WHERE performance_id = $1 AND state = 'valid' ORDER BY 1")
        for names in ([], *[[f"#{seat}"] for (seat,) in seats]):
            with contextlib.suppress(CannotRefund):
                adoption = await get_adoption(refund_id, names)
                if adoption.worth == adoption.made.amount:
                    await adopt_refund(adoption, actor="staff:olga")
                    return
        await adopt_refund(await get_adoption(refund_id, [], money_only=True), actor="staff:olga")

    async def print_tickets(self) -> None:
        """Keep the code of every ticket as it is now; one that was printed before stays as it is."""
        for order in self.orders:
            for ticket in await get_tickets(self.performance, order.id):
                self.first_codes.setdefault(ticket.serial, ticket.code)

    async def scan_ticket(self, number: int, *, supervisor: bool) -> None:
        """Let a fan come to the entrance with one of the tickets."""
        await self.print_tickets()
        if codes := list(self.first_codes.values()):
            found = await scan(codes[number % len(codes)], "north", supervisor=supervisor)
            assert found.holder is not None, found

    def add_event(self, object_id: str, status: str) -> None:
        """Add an event that the bank may deliver later."""
        kinds = {"re": "refund", "du": "charge.dispute"}
        self.deliverable_events.append((f"{kinds.get(object_id[:2], 'payment_intent')}.{status}", object_id))

    async def deliver_event(self, kind: str, object_id: str, *, again: bool) -> None:
        """Store a webhook, `again` under the id of the last one, and handle all stored events that are due."""
        self.event_count += not again
        number = f"evt_{self.performance}_{self.event_count}"
        await store_event(PaymentEvent(number, kind, object_id), "{}")
        for event in await claim_events(8):
            await self.handle(event)

    async def handle(self, event: PaymentEvent) -> None:
        """Handle the event as the worker does; after an error it stays stored."""
        await handle_payment_event(event)

    async def reconcile(self, order: Receipt, *, ending: bool) -> str:
        """Reconcile the order as the worker does; return the outcome."""
        return await reconcile_order(order.performance_id, order.id, ending=ending, actor="test")

    async def send_refunds(self) -> None:
        """Send every unsettled refund, as the worker does."""
        await pool.execute(DUE, self.performance)
        for key in await claim_refunds(50):
            await push_refund(*key, actor="test")

    async def converge(self, processing_ends_as: str, refunds_end_as: str) -> None:
        """Let the bank answer everything, and the workers do all that is left."""
        self.provider.failing_calls.clear()
        for intent in [one.id for one in self.provider.intents.values() if one.status == "processing"]:
            self.provider.set_status(intent, processing_ends_as)
        await pool.execute("UPDATE inbox SET try_at = now() WHERE handled_at IS NULL")
        while events := await claim_events(50):
            for event in events:
                await self.handle(event)
        for (order,) in await self.rows("""SELECT id FROM "order" WHERE performance_id = $1 AND state = 'pending'"""):
            await reconcile_order(self.performance, order, ending=True, actor="test")
        for intent in self.payable_intents:
            await self.deliver_event("payment_intent.succeeded", intent, again=False)
        for dispute in self.provider.disputes:
            await self.deliver_event("charge.dispute.closed", dispute, again=False)
        await self.send_refunds()
        for back in [one.id for one in self.provider.refunds.values() if one.status == "pending"]:
            self.provider.settle_refund(back, refunds_end_as)
        await self.send_refunds()
        for back in await self.unknown_refunds():
            with contextlib.suppress(AisleError):
                await self.adopt(back)

    async def unknown_refunds(self) -> list[str]:
        """List the refunds in the provider's books that no row knows."""
        known = {number for (number,) in await self.rows("SELECT number FROM refund WHERE performance_id = $1")}
        return [one.id for one in self.provider.refunds.values() if one.id not in known and one.status != "failed"]

    async def rows(self, sql: str) -> list[Any]:
        """Fetch rows of this performance."""
        return [tuple(row) for row in await pool.fetch(sql, self.performance)]

    async def check(self) -> None:
        """Check what must be true at every moment."""
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
        too_much = await self.rows(
            """SELECT p.id FROM payment p JOIN refund r ON r.performance_id = $1 AND r.payment_id = p.id
               WHERE p.performance_id = $1 AND r.state IN ('wanted', 'pending', 'succeeded', 'by_hand')
               GROUP BY p.id, p.amount HAVING sum(r.amount) > p.amount"""
        )
        twice = await self.rows("SELECT id FROM refund WHERE performance_id = $1 AND unexpected_id IS NOT NULL")
        assert (too_much, twice) == ([], [])
        refunded = await self.rows(
            """SELECT o.id FROM "order" o JOIN order_line l
                   ON l.performance_id = $1 AND l.order_id = o.id AND l.kind = 'seat' AND l.refund_id IS NULL
               WHERE o.performance_id = $1 AND o.state = 'refunded'"""
        )
        assert refunded == [], "a refunded order has no line that is paid for"

    async def check_final_state(self) -> None:
        """Check what must be true at the end: the sums balance, and every payment bought tickets or was refunded."""
        states = await self.rows('SELECT DISTINCT state FROM "order" WHERE performance_id = $1')
        assert {state for (state,) in states} <= ENDS
        owed = await self.rows(
            """SELECT coalesce(sum(amount), 0)::bigint FROM refund WHERE performance_id = $1 AND state = 'failed'
               AND (voided_at IS NOT NULL OR why IN ('late', 'double'))"""
        )
        by_hand = await self.rows(
            "SELECT coalesce(sum(amount), 0)::bigint FROM refund WHERE performance_id = $1 AND state = 'by_hand'"
        )
        # by hand and in the dashboard more may have gone back than was paid: nothing of that can be adopted
        unknown = sum(self.provider.refunds[back].amount for back in await self.unknown_refunds())
        kept = self.provider.money_in - self.provider.money_out - by_hand[0][0]
        assert kept == await self.worth_of_live_lines() + owed[0][0] - unknown
        stored = dict(await self.rows("SELECT id, status FROM dispute WHERE performance_id = $1"))
        assert stored == {one.id: one.status for one in self.provider.disputes.values()}
        for serial, code in self.first_codes.items():
            assert read_code(code) == TicketCode(self.performance, serial), "an old ticket is read with every key"
        open_ones = await self.rows(
            "SELECT id FROM refund WHERE performance_id = $1 AND state IN ('wanted', 'pending')"
        )
        waiting = await pool.fetch("SELECT event_id FROM inbox WHERE handled_at IS NULL")
        assert (open_ones, waiting) == ([], [])

    async def worth_of_live_lines(self) -> int:
        """Add up the lines that fans have paid for and that no refund took, less what went back without a seat."""
        lines = await self.rows(
            """SELECT o.id, count(l.line) FROM "order" o LEFT JOIN order_line l
                   ON l.performance_id = $1 AND l.order_id = o.id AND l.kind = 'seat' AND l.refund_id IS NULL
               WHERE o.performance_id = $1 AND o.state IN ('paid', 'refunded') GROUP BY o.id"""
        )
        goodwill = dict(
            await self.rows(
                """SELECT order_id, sum(amount)::bigint FROM refund r WHERE performance_id = $1 AND why = 'elsewhere'
                   AND state IN ('pending', 'succeeded', 'by_hand') AND NOT EXISTS (SELECT FROM order_line l
                       WHERE l.performance_id = $1 AND l.order_id = r.order_id AND l.refund_id = r.id)
                   GROUP BY order_id"""
            )
        )
        worth = {order: count * (PRICE + FEE) + HANDLING * (count > 0) for order, count in lines}
        return sum(max(0, amount - goodwill.get(order, 0)) for order, amount in worth.items())

    def charge_canceled_intent(self, intent: str) -> None:
        """Charge a canceled intent: a provider must not do that, and the fan must not lose the money when it does."""
        was = self.provider.intents[intent]
        if was.status == "canceled":
            self.provider.intents[intent] = structs.replace(was, status="succeeded", received=was.amount)
            self.add_event(intent, "succeeded")
