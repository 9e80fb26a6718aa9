"""Charged exactly once, or not at all: whatever fans, banks, webhooks, workers and dying processes do to an order."""

import asyncio
import contextlib
import functools
import itertools
import os
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.checkout.refunds.lifecycle import refund_order
from app.payments.provider import ProviderRejected
from tests.payments.crash_at_await import crash_at_await
from tests.payments.fake_provider import CALLS, FakeProvider
from tests.payments.money_state_machine import FEE, HANDLING, PRICE, SEATS, MoneyScenario

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("AISLE_MONEY_EXAMPLES", "80"))
DEATH = st.one_of(st.just(0), st.just(0), st.integers(1, 40))
"""The await at which the process dies; 0: it lives."""
NUMBER = st.integers(0, 7)
DECISIONS = st.sampled_from(["succeeded", "requires_payment_method", "requires_action", "processing", "canceled"])
names = itertools.count()


def needs(has: Callable[[Any], Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a rule do nothing while it has no object to act on.

    It is not a precondition of Hypothesis: what is drawn next must not depend on what happened before, because the
    await at which a process dies comes a little earlier or later in each run."""

    def only_then(rule: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(rule)
        def does(machine: Any, **drawn: Any) -> None:
            if has(machine):
                rule(machine, **drawn)

        return does

    return only_then


class Money(RuleBasedStateMachine):
    """Each rule is an action of a fan, the bank, staff or a worker; `loop`, `monkeypatch` and `change_settings` are the
    test's. `secrets`: the root secrets of this scenario, the newest first."""

    loop: asyncio.AbstractEventLoop
    monkeypatch: pytest.MonkeyPatch
    change_settings: Callable[..., None]

    def does(self, work: Coroutine[Any, Any, Any], dies: int = 0) -> Any:
        """Run it on the test's loop, where it may die or be refused; return its result."""
        return asyncio.run_coroutine_threadsafe(crash_at_await(work, dies), self.loop).result(30)

    def must(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run it on the test's loop, where it must succeed."""
        asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    @initialize()
    def opens(self) -> None:
        name = f"money-{next(names)}-"
        self.provider = FakeProvider(name).install(self.monkeypatch)
        self.till = MoneyScenario(self.provider)
        self.secrets = ["the first root secret of the state machine"]
        self.change_settings(AISLE_SECRET=self.secrets[0])
        self.must(self.till.open(name))
        self.must(self.till.buy("fan0", [2, 3]))

    def one(self, things: Any, number: int) -> Any:
        return list(things)[number % len(things)]

    @rule(person=st.integers(0, 3), first=st.integers(0, SEATS - 2), dies=DEATH)
    def somebody_orders(self, person: int, first: int, dies: int) -> None:
        self.does(self.till.order(f"fan{person}", [first, first + 1]), dies)

    @rule(person=st.integers(0, 3), first=st.integers(0, SEATS - 2))
    def somebody_buys(self, person: int, first: int) -> None:
        self.does(self.till.buy(f"fan{person}", [first, first + 1]))

    @rule(number=NUMBER, dies=DEATH)
    @needs(lambda self: self.till.orders)
    def presses_pay(self, number: int, dies: int) -> None:
        self.does(self.till.request_secret(self.one(self.till.orders, number)), dies)

    @rule(number=NUMBER, status=DECISIONS)
    @needs(lambda self: self.till.payable_intents)
    def the_bank_decides(self, number: int, status: str) -> None:
        intent = self.one(self.till.payable_intents, number)
        if self.provider.set_status(intent, status).status == status:
            self.till.add_event(intent, "payment_failed" if status == "requires_payment_method" else status)

    @rule(number=NUMBER)
    @needs(lambda self: self.till.payable_intents)
    def the_bank_goes_back_on_its_word(self, number: int) -> None:
        self.till.charge_canceled_intent(self.one(self.till.payable_intents, number))

    @rule(call=st.sampled_from(CALLS), done=st.booleans())
    def the_bank_is_away(self, call: str, done: bool) -> None:
        self.provider.failing_calls = [f"lost {call}" if done else call]

    @rule(number=NUMBER, done=st.booleans())
    @needs(lambda self: self.till.orders)
    def a_refund_gets_no_answer(self, number: int, done: bool) -> None:
        self.staff_refund(number=number, seat=None, dies=0)
        self.the_bank_is_away(call="create_refund", done=done)
        self.refunds_are_sent(begins="succeeded", dies=0)

    @rule(number=NUMBER, again=st.booleans(), dies=DEATH)
    @needs(lambda self: self.till.deliverable_events)
    def a_webhook_comes(self, number: int, again: bool, dies: int) -> None:
        self.does(self.till.deliver_event(*self.one(self.till.deliverable_events, number), again=again), dies)

    @rule(number=NUMBER, ending=st.booleans(), dies=DEATH)
    @needs(lambda self: self.till.orders)
    def the_reconciler_looks_or_the_fan_gives_up(self, number: int, ending: bool, dies: int) -> None:
        self.does(self.till.reconcile(self.one(self.till.orders, number), ending=ending), dies)

    @rule(number=NUMBER, pays=st.booleans(), far=st.integers(0, 12))
    @needs(lambda self: self.till.orders)
    def everything_happens_at_once(self, number: int, pays: bool, far: int) -> None:
        self.must(self.till.run_concurrently(self.one(self.till.orders, number), pays=pays, round_trips=far))

    @rule(number=NUMBER, seat=st.none() | st.integers(0, SEATS - 1), dies=DEATH)
    @needs(lambda self: self.till.orders)
    def staff_refund(self, number: int, seat: int | None, dies: int) -> None:
        order = self.one(self.till.orders, number)
        seats = None if seat is None else [seat]
        self.does(refund_order(order.performance_id, order.id, seats=seats, actor="staff:olga"), dies)

    @rule(begins=st.sampled_from(["succeeded", "pending", "failed"]), dies=DEATH)
    def refunds_are_sent(self, begins: str, dies: int) -> None:
        self.provider.refund_status = begins
        self.does(self.till.send_refunds(), dies)

    @rule(number=NUMBER, ends=st.sampled_from(["succeeded", "failed"]))
    @needs(lambda self: self.provider.refunds)
    def a_refund_ends(self, number: int, ends: str) -> None:
        back = self.one(self.provider.refunds, number)
        if self.provider.refunds[back].status == "pending":
            self.provider.settle_refund(back, ends)
            self.till.add_event(back, "updated")

    @rule(number=NUMBER, cancels=st.booleans(), dies=DEATH)
    def staff_end_a_refund_by_hand(self, number: int, cancels: bool, dies: int) -> None:
        self.must(self.till.age_refunds())
        self.does(self.till.end_by_hand(number, cancels=cancels), dies)

    @rule(number=NUMBER, cancels=st.booleans(), answered=st.booleans())
    @needs(lambda self: self.till.orders)
    def a_new_refund_is_ended_by_hand(self, number: int, cancels: bool, answered: bool) -> None:
        self.staff_refund(number=number, seat=None, dies=0)
        if not answered:
            self.the_bank_is_away(call="create_refund", done=False)
            self.refunds_are_sent(begins="succeeded", dies=0)
        self.must(self.till.age_refunds())
        self.does(self.till.end_by_hand(-1, cancels=cancels))

    @rule(number=NUMBER, lost=st.booleans())
    @needs(lambda self: self.till.orders)
    def a_refund_is_refused_for_now(self, number: int, lost: bool) -> None:
        self.staff_refund(number=number, seat=None, dies=0)
        if lost:
            self.the_bank_is_away(call="create_refund", done=True)
            self.refunds_are_sent(begins="succeeded", dies=0)
        self.provider.refuses_refunds = True
        self.refunds_are_sent(begins="succeeded", dies=0)
        self.provider.refuses_refunds = False

    @rule(number=NUMBER, seat=st.integers(0, SEATS - 1), sent=st.booleans())
    @needs(lambda self: self.till.orders)
    def a_supervisor_admits_somebody_whose_refund_is_under_way(self, number: int, seat: int, sent: bool) -> None:
        self.staff_refund(number=number, seat=None, dies=0)
        if sent:
            self.the_bank_is_away(call="create_refund", done=True)
            self.refunds_are_sent(begins="succeeded", dies=0)
        self.does(self.till.scan_ticket(seat, supervisor=True))
        self.refunds_are_sent(begins="succeeded", dies=0)

    @rule(number=NUMBER, person=st.integers(0, 3))
    @needs(lambda self: self.till.orders)
    def the_bank_charges_an_order_that_has_ended(self, number: int, person: int) -> None:
        order = self.one(self.till.orders, number)
        self.does(self.till.request_secret(order))
        self.does(self.till.reconcile(order, ending=True))
        self.does(self.till.buy(f"fan{person}", [0, 1]))
        self.the_bank_goes_back_on_its_word(number=number)
        self.a_webhook_comes(number=-1, again=False, dies=0)

    @rule(number=NUMBER, seat=st.none() | st.integers(0, SEATS - 1), dies=DEATH)
    @needs(lambda self: self.till.orders)
    def staff_void(self, number: int, seat: int | None, dies: int) -> None:
        self.does(self.till.void(self.one(self.till.orders, number), seat), dies)

    @rule(number=NUMBER, amount=st.sampled_from([PRICE + FEE, 2 * (PRICE + FEE) + HANDLING, 100]))
    @needs(lambda self: self.till.payable_intents)
    def staff_refund_in_the_dashboard(self, number: int, amount: int) -> None:
        with contextlib.suppress(ProviderRejected):
            back = self.provider.refund_elsewhere(self.one(self.till.payable_intents, number), amount)
            self.till.add_event(back, "created")

    @rule(number=NUMBER, dies=DEATH)
    @needs(lambda self: self.provider.refunds)
    def staff_adopt(self, number: int, dies: int) -> None:
        self.does(self.till.adopt(self.one(self.provider.refunds, number)), dies)

    @rule(number=NUMBER)
    @needs(lambda self: self.provider.money_in)
    def a_fan_disputes(self, number: int) -> None:
        paid = [one.id for one in self.provider.intents.values() if one.received]
        disputed = {one.intent for one in self.provider.disputes.values()}
        if (intent := self.one(paid, number)) not in disputed:
            self.till.add_event(self.provider.open_dispute(intent), "created")

    @rule(number=NUMBER, ends=st.sampled_from(["under_review", "won", "lost"]))
    @needs(lambda self: self.provider.disputes)
    def a_dispute_goes_on(self, number: int, ends: str) -> None:
        dispute = self.one(self.provider.disputes, number)
        if self.provider.disputes[dispute].status not in ("won", "lost"):
            self.provider.settle_dispute(dispute, ends)
            self.till.add_event(dispute, "updated")

    @rule()
    def the_keys_are_changed(self) -> None:
        self.must(self.till.print_tickets())
        newest = f"root secret number {next(names)} of the state machine"
        self.secrets = [newest, *self.secrets]
        self.change_settings(AISLE_SECRET=",".join(self.secrets))

    @rule(number=NUMBER, supervisor=st.booleans(), dies=DEATH)
    @needs(lambda self: self.till.orders)
    def somebody_comes_to_the_door(self, number: int, supervisor: bool, dies: int) -> None:
        self.does(self.till.scan_ticket(number, supervisor=supervisor), dies)

    @invariant()
    def all_is_well(self) -> None:
        if hasattr(self, "till"):
            self.must(self.till.check())

    def teardown(self) -> None:
        if hasattr(self, "till"):
            self.must(self.till.converge("succeeded", "succeeded"))
            self.must(self.till.check())
            self.must(self.till.check_final_state())


async def test_whatever_happens_the_books_balance(
    database: str, monkeypatch: pytest.MonkeyPatch, change_settings: Callable[..., None]
) -> None:
    Money.loop, Money.monkeypatch = asyncio.get_running_loop(), monkeypatch
    Money.change_settings = staticmethod(change_settings)
    steps = settings(
        max_examples=EXAMPLES,
        stateful_step_count=30,
        deadline=None,
        derandomize=EXAMPLES == 80,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    await asyncio.to_thread(run_state_machine_as_test, Money, settings=steps)
