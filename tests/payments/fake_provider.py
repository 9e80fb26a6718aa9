"""A payment company in memory, in place of the functions of app/payments/stripe.py: same promises, no network."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from app.payments import stripe
from app.payments.provider import BankAway, BankRefuses, Intent, MoneyBack

CALLS = ("create_intent", "read_intent", "cancel_intent", "create_refund", "find_refund", "read_refund")
Meanwhile = Callable[[str], Awaitable[None]]


async def _nothing(_: str) -> None:
    """Nothing happens between two calls."""


class Bank:
    """`intents`, `refunds`: as they are. `name` keeps their numbers apart from another bank's. `away`: calls that get
    no answer; with "lost " before the name the call is done all the same. `refund_status`: how new refunds begin.
    `meanwhile`: what others do just before each call."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.intents: dict[str, Intent] = {}
        self.refunds: dict[str, MoneyBack] = {}
        self.of_refund: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.made: dict[str, str] = {}
        self.away: list[str] = []
        self.refund_status = "succeeded"
        self.meanwhile: Meanwhile = _nothing

    def take_over(self, monkeypatch: pytest.MonkeyPatch) -> "Bank":
        """From now on the house asks this bank."""
        for name in CALLS:
            monkeypatch.setattr(stripe, name, self._call(name))
        return self

    def _call(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*given: Any, **named: Any) -> Any:
            await self.meanwhile(name)
            if name in self.away:
                self.away.remove(name)
                raise BankAway(why="a test")
            answer = getattr(self, f"_{name}")(*given, **named)
            if f"lost {name}" in self.away:
                self.away.remove(f"lost {name}")
                raise BankAway(why="a test")
            return answer

        return call

    def turn(self, intent_id: str, status: str, **changes: Any) -> Intent:
        """What the fan and their bank make of an intent; an ended one stays as it is."""
        was = self.intents[intent_id]
        if was.status in ("succeeded", "canceled"):
            return was
        received = was.amount if status == "succeeded" else 0
        self.intents[intent_id] = msgspec.structs.replace(was, status=status, received=received, **changes)
        return self.intents[intent_id]

    def pay(self, intent_id: str) -> bool:
        """The card is charged, if the intent still takes it. True if it was."""
        before = self.intents[intent_id].status
        return self.turn(intent_id, "succeeded").status == "succeeded" != before

    @property
    def money_in(self) -> int:
        """Minor units that came in, of whatever currency."""
        return sum(intent.received for intent in self.intents.values())

    @property
    def money_out(self) -> int:
        """Minor units that went back or are on their way."""
        return sum(back.amount for back in self.refunds.values() if back.status in ("succeeded", "pending"))

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
            raise BankRefuses(why="InvalidRequestError resource_missing", bank_code="resource_missing")
        return self.intents[intent_id]

    def _cancel_intent(self, intent_id: str) -> Intent:
        was = self._read_intent(intent_id)
        return was if was.status == "processing" else self.turn(intent_id, "canceled")

    def _create_refund(self, intent_id: str, amount: int, currency: str, *, key: str, order_id: int) -> MoneyBack:
        if key not in self.keys:
            back = sum(self.refunds[r].amount for r, i in self.of_refund.items() if i == intent_id and self._stands(r))
            if back + amount > self.intents[intent_id].received:
                raise BankRefuses(why="InvalidRequestError", bank_code="charge_already_refunded")
            new = self.keys[key] = self.made[key] = f"re_{self.name}{len(self.refunds) + 1}"
            self.of_refund[new] = intent_id
            self.refunds[new] = MoneyBack(new, self.refund_status, amount, currency, order_id=order_id, key=key)
        return self.refunds[self.keys[key]]

    def _find_refund(self, intent_id: str, key: str) -> MoneyBack | None:
        return self.refunds.get(self.made.get(key, ""))

    def _stands(self, refund_id: str) -> bool:
        return self.refunds[refund_id].status != "failed"

    def _read_refund(self, refund_id: str) -> MoneyBack:
        if refund_id not in self.refunds:
            raise BankRefuses(why="InvalidRequestError resource_missing", bank_code="resource_missing")
        return self.refunds[refund_id]

    def settle_refund(self, refund_id: str, status: str) -> None:
        """A refund that took its time ends."""
        self.refunds[refund_id] = msgspec.structs.replace(self.refunds[refund_id], status=status)
