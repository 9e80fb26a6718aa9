"""A payment provider in memory, which replaces the functions of app/payments/stripe.py; no network."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from app.payments import stripe
from app.payments.provider import Dispute, Intent, ProviderRefund, ProviderRejected, ProviderUnavailable

CALLS = (
    "create_intent",
    "read_intent",
    "cancel_intent",
    "create_refund",
    "find_refund",
    "read_refund",
    "read_dispute",
)
WITHDRAWN = ("needs_response", "under_review", "lost")
"""The statuses of a dispute whose money the bank has taken."""
BeforeCall = Callable[[str], Awaitable[None]]


async def _nothing(_: str) -> None:
    """Do nothing before a call."""


class FakeProvider:
    """A payment provider. `intents`, `refunds`, `disputes`: their current states by id. `name`: a part of each id,
    which keeps two providers apart. `failing_calls`: names of calls that get no answer; after "lost ", the call is
    carried out all the same. `refund_status`: the first status of new refunds. `refuses_refunds`: every request for one
    is refused for now. `before_call`: awaited before each call."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.intents: dict[str, Intent] = {}
        self.refunds: dict[str, ProviderRefund] = {}
        self.disputes: dict[str, Dispute] = {}
        self.keys: dict[str, str] = {}
        self.refund_by_key: dict[str, str] = {}
        self.failing_calls: list[str] = []
        self.refund_status = "succeeded"
        self.refuses_refunds = False
        self.before_call: BeforeCall = _nothing

    def install(self, monkeypatch: pytest.MonkeyPatch) -> "FakeProvider":
        """Make the code under test call this provider instead of Stripe."""
        for name in CALLS:
            monkeypatch.setattr(stripe, name, self._call(name))
        return self

    def _call(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*given: Any, **named: Any) -> Any:
            await self.before_call(name)
            if name in self.failing_calls:
                self.failing_calls.remove(name)
                raise ProviderUnavailable(why="a test")
            answer = getattr(self, f"_{name}")(*given, **named)
            if f"lost {name}" in self.failing_calls:
                self.failing_calls.remove(f"lost {name}")
                raise ProviderUnavailable(why="a test")
            return answer

        return call

    def set_status(self, intent_id: str, status: str, **changes: Any) -> Intent:
        """Change an intent as the fan and their bank do, and return it; an ended one stays as it is."""
        was = self.intents[intent_id]
        if was.status in ("succeeded", "canceled"):
            return was
        received = was.amount if status == "succeeded" else 0
        self.intents[intent_id] = msgspec.structs.replace(was, status=status, received=received, **changes)
        return self.intents[intent_id]

    def pay(self, intent_id: str) -> bool:
        """Charge the card if the intent can still be paid; return whether it was charged."""
        before = self.intents[intent_id].status
        return self.set_status(intent_id, "succeeded").status == "succeeded" != before

    @property
    def money_in(self) -> int:
        """Minor units that were received, in any currency."""
        return sum(intent.received for intent in self.intents.values())

    @property
    def money_out(self) -> int:
        """Minor units that went back or are on their way."""
        return sum(back.amount for back in self.refunds.values() if back.status in ("succeeded", "pending"))

    @property
    def disputed(self) -> int:
        """Minor units that banks have withdrawn for disputes and not reinstated; no part of `money_out`."""
        return sum(dispute.amount for dispute in self.disputes.values() if dispute.status in WITHDRAWN)

    def _create_intent(self, amount: int, currency: str, *, key: str, performance_id: int, order_id: int) -> Intent:
        if key not in self.keys:
            new = f"pi_{self.name}{len(self.intents) + 1}"
            self.keys[key] = new
            self.intents[new] = Intent(
                new, "requires_payment_method", amount, currency, 0, False, performance_id, order_id, f"{new}_secret"
            )
        return msgspec.structs.replace(self.intents[self.keys[key]], status="requires_payment_method", received=0)

    def _read_intent(self, intent_id: str) -> Intent:
        if intent_id not in self.intents:
            raise ProviderRejected(why="InvalidRequestError resource_missing", bank_code="resource_missing")
        return self.intents[intent_id]

    def _cancel_intent(self, intent_id: str) -> Intent:
        was = self._read_intent(intent_id)
        return was if was.status == "processing" else self.set_status(intent_id, "canceled")

    def _create_refund(self, intent_id: str, amount: int, currency: str, *, key: str, order_id: int) -> ProviderRefund:
        if self.refuses_refunds:
            raise ProviderRejected(why="AuthenticationError not_let_in", bank_code="not_let_in")
        if key not in self.keys:
            made = self._add_refund(intent_id, amount, currency, order_id=order_id, key=key)
            self.keys[key] = self.refund_by_key[key] = made.id
        return self.refunds[self.keys[key]]

    def _add_refund(self, intent_id: str, amount: int, currency: str, **names: Any) -> ProviderRefund:
        """Make a refund as Stripe does: never of withdrawn money, never of more than was received."""
        if any(one.intent == intent_id and one.status in WITHDRAWN for one in self.disputes.values()):
            raise ProviderRejected(why="InvalidRequestError charge_disputed", bank_code="charge_disputed")
        back = sum(one.amount for one in self.refunds.values() if one.intent == intent_id and one.status != "failed")
        if back + amount > self.intents[intent_id].received:
            raise ProviderRejected(why="InvalidRequestError", bank_code="charge_already_refunded")
        new, facts = f"re_{self.name}{len(self.refunds) + 1}", {"intent": intent_id, "created": datetime.now(UTC)}
        self.refunds[new] = ProviderRefund(new, self.refund_status, amount, currency, **names, **facts)
        return self.refunds[new]

    def _find_refund(self, intent_id: str, key: str) -> ProviderRefund | None:
        return self.refunds.get(self.refund_by_key.get(key, ""))

    def _read_refund(self, refund_id: str) -> ProviderRefund:
        if refund_id not in self.refunds:
            raise ProviderRejected(why="InvalidRequestError resource_missing", bank_code="resource_missing")
        return self.refunds[refund_id]

    def settle_refund(self, refund_id: str, status: str) -> None:
        """End a pending refund with this status."""
        self.refunds[refund_id] = msgspec.structs.replace(self.refunds[refund_id], status=status)

    def refund_elsewhere(self, intent_id: str, amount: int) -> str:
        """Refund a payment as staff do in the dashboard: without a key and without our metadata. Return its id."""
        return self._add_refund(intent_id, amount, self.intents[intent_id].currency).id

    def _read_dispute(self, dispute_id: str) -> Dispute:
        if dispute_id not in self.disputes:
            raise ProviderRejected(why="InvalidRequestError resource_missing", bank_code="resource_missing")
        return self.disputes[dispute_id]

    def open_dispute(self, intent_id: str, reason: str = "fraudulent", *, inquiry: bool = False) -> str:
        """Dispute the whole payment, as the owner of the card does; an inquiry takes no money. Return the id."""
        paid, new = self.intents[intent_id], f"du_{self.name}{len(self.disputes) + 1}"
        assert paid.received > 0, "only what was paid can be disputed"
        status, due_by = "warning_needs_response" if inquiry else "needs_response", datetime.now(UTC) + timedelta(8)
        self.disputes[new] = Dispute(
            new, status, paid.received, paid.currency, intent_id, reason, due_by, paid.livemode
        )
        return new

    def settle_dispute(self, dispute_id: str, status: str) -> None:
        """Give a dispute its next status, such as under_review, won or lost."""
        self.disputes[dispute_id] = msgspec.structs.replace(self.disputes[dispute_id], status=status)
