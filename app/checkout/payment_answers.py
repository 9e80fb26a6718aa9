"""The answer with which a browser pays an order: made once for concurrent requests, and kept for a few seconds to
repeat it for requests beyond the limit, so that they cost the payment provider nothing."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from app.checkout.settlement.payment_intents import get_client_secret
from app.errors import AisleError
from app.web.cache import SingleFlight, register_cache

KEPT_SECONDS = 10.0
"""Seconds for which an answer is repeated. A browser that gets one of a payment that has ended meanwhile is refused by
the payment provider."""
MAX_ANSWERS = 1024
"""Answers that are kept; the oldest are dropped first."""


@dataclass(frozen=True)
class PendingPayment:
    """An order to pay. Equal for all requests about one order. `address`: the path of its page, with its secret link;
    `person`: who asks first."""

    performance_id: int
    order_id: int
    address: str
    pay_by: datetime | None = field(compare=False)
    person: str = field(compare=False)


class PaymentAnswer(msgspec.Struct, frozen=True):
    """What a browser needs to pay a pending order. `page`: the path of the order's page; `secret`: the client
    secret."""

    state: str
    page: str
    secret: str
    pay_by: datetime | None


class RecentAnswers:
    """The last answers by the order's address, each for KEPT_SECONDS."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, PaymentAnswer]] = OrderedDict()
        register_cache(self)

    def keep(self, payment: PendingPayment, answer: PaymentAnswer, began: float) -> None:
        """Keep the answer of a call that began at `began`, a time.monotonic()."""
        self._kept[payment.address] = began, answer
        self._kept.move_to_end(payment.address)
        while len(self._kept) > MAX_ANSWERS:
            self._kept.popitem(last=False)

    def get(self, address: str) -> PaymentAnswer | None:
        """Return the answer for the order at this address, if it is recent enough."""
        began, answer = self._kept.get(address, (0.0, None))
        return answer if time.monotonic() - began < KEPT_SECONDS else None

    def drop(self, address: str) -> None:
        """Drop the answer of an order whose state may have changed."""
        self._kept.pop(address, None)

    def clear(self) -> None:
        """Drop all answers."""
        self._kept.clear()


async def _ask_provider(payment: PendingPayment) -> PaymentAnswer:
    try:
        secret = await get_client_secret(payment.performance_id, payment.order_id, actor=f"person:{payment.person}")
    except AisleError as error:
        error.facts.update(page=payment.address)
        raise
    return PaymentAnswer("pending", payment.address, secret, payment.pay_by)


recent_answers = RecentAnswers()
get_payment_answer = SingleFlight(_ask_provider, recent_answers.keep)
"""Return what a browser needs to pay the order; concurrent calls for one order share one request to the provider.
Raises the errors of `get_client_secret`, with the page's address added."""
