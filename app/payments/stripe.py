"""Stripe, behind one door: the only file that imports its client. Tests replace these functions and nothing else.

Every call answers within ten seconds or raises ProviderUnavailable; every POST carries a key of ours, so that
asking again is asking once. The client's own retry covers a connection that died while it was idle."""

import asyncio
import functools
import time
from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

import aiohttp
import msgspec
import stripe

from app.payments.provider import (
    ForgedWebhook,
    Intent,
    ProviderRefund,
    ProviderRejected,
    ProviderUnavailable,
    WebhookEvent,
)
from app.settings import settings
from app.web.parsing import MAX_DIGITS

TIMEOUT = 10.0
CONNECTIONS = 64
CLOCK_TOLERANCE = 300
"""Seconds by which a webhook's clock may differ from ours, either way."""
COUNTED_IN_HUNDREDTHS = {"ISK", "UGX"}
"""Have no minor unit, but Stripe counts them as if they had hundredths (docs.stripe.com/currencies)."""
RETRYABLE_ERRORS = (
    stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError, stripe.IdempotencyError,
    aiohttp.ClientError, TimeoutError,
)  # fmt: skip
"""No answer, one that nobody can read, or "later". A key that was used for something else is no answer either: what it
was used for may have been done."""

Reply = TypeVar("Reply")

stripe.enable_telemetry = False


@functools.cache
def _http() -> stripe.AIOHTTPClient:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    return stripe.AIOHTTPClient(timeout=aiohttp.ClientTimeout(total=TIMEOUT), connector=connector)


@functools.cache
def _client() -> stripe.StripeClient:
    key, where = settings().stripe_secret_key, settings().stripe_api_url
    return stripe.StripeClient(key, base_addresses={"api": where}, http_client=_http(), max_network_retries=1)


async def close_stripe() -> None:
    """Closes the connections; the next call opens new ones."""
    if _http.cache_info().currsize:
        await _http().close_async()  # type: ignore[no-untyped-call]
    _client.cache_clear()
    _http.cache_clear()


async def create_intent(amount: int, currency: str, *, key: str, performance_id: int, order_id: int) -> Intent:
    """A new intent for cards and wallets; with the same `key` the one made before, as it was then.

    Raises ProviderUnavailable or ProviderRejected."""
    return _intent(
        await _ask(
            _client().v1.payment_intents.create_async(
                {
                    "amount": to_stripe(amount, currency),
                    "currency": currency.lower(),
                    "allowed_payment_method_types": ["card"],  # wallets ride on it; nothing that settles days later
                    "description": f"Order {order_id} of performance {performance_id}",
                    "metadata": {"performance": str(performance_id), "order": str(order_id)},
                },
                {"idempotency_key": key},
            ),
            _Intent,
        )
    )


async def read_intent(intent_id: str) -> Intent:
    """The intent as it is now. Raises ProviderUnavailable, or ProviderRejected for one of another account."""
    return _intent(await _ask(_client().v1.payment_intents.retrieve_async(intent_id), _Intent))


async def cancel_intent(intent_id: str) -> Intent:
    """Cancels if that is still possible; returns the intent as it is then: succeeded or processing ones stay so.

    Raises ProviderUnavailable or ProviderRejected."""
    try:
        return _intent(await _ask(_client().v1.payment_intents.cancel_async(intent_id), _Intent))
    except ProviderRejected as no:
        if no.facts.get("bank_code") != "payment_intent_unexpected_state":
            raise
        return await read_intent(intent_id)


async def create_refund(intent_id: str, amount: int, currency: str, *, key: str, order_id: int) -> ProviderRefund:
    """Sends so much of a payment back; with the same `key` the refund made before.

    Raises ProviderUnavailable or ProviderRejected."""
    return _refund(
        await _ask(
            _client().v1.refunds.create_async(
                {
                    "payment_intent": intent_id,
                    "amount": to_stripe(amount, currency),
                    "metadata": {"order": str(order_id), "key": key},
                },
                {"idempotency_key": key},
            ),
            _Refund,
        )
    )


async def find_refund(intent_id: str, key: str) -> ProviderRefund | None:
    """The refund that was made of this payment with `key`, if one was: Stripe itself may forget a key after a day.

    Raises ProviderUnavailable or ProviderRejected."""
    wanted: Any = {"payment_intent": intent_id, "limit": 100}
    made = await _ask(_client().v1.refunds.list_async(wanted), _Refunds)
    return next((_refund(one) for one in made.data if (one.metadata or {}).get("key") == key), None)


async def read_refund(refund_id: str) -> ProviderRefund:
    """The refund as it is now. Raises ProviderUnavailable or ProviderRejected."""
    return _refund(await _ask(_client().v1.refunds.retrieve_async(refund_id), _Refund))


def verify_webhook(payload: bytes, signature: str) -> WebhookEvent:
    """What a webhook says. Raises ForgedWebhook for whatever Stripe did not sign within five minutes of now."""
    try:
        text = payload.decode()
        signature.encode("ascii")
        stripe.WebhookSignature.verify_header(text, signature, settings().stripe_webhook_secret, CLOCK_TOLERANCE)
        if _signed_at(signature) > time.time() + CLOCK_TOLERANCE:  # the client itself only minds old ones
            raise ForgedWebhook("It is dated in the future. Nothing was stored.")
        event = msgspec.json.decode(text, type=_Event)
    except (stripe.SignatureVerificationError, ValueError, RecursionError) as problem:
        raise ForgedWebhook() from problem
    return WebhookEvent(event.id, event.type, event.data.object.id, event.livemode, event.account, text)


StripeId = Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,255}$")]
"""What Stripe calls an event, an intent or a refund."""


class _Object(msgspec.Struct):
    id: StripeId


class _Data(msgspec.Struct):
    object: _Object


class _Event(msgspec.Struct):
    id: StripeId
    type: StripeId
    data: _Data
    livemode: bool = False
    account: str = ""


def _signed_at(signature: str) -> int:
    return int(next(part for part in signature.split(",") if part.startswith("t="))[2:])


async def _ask(call: Awaitable[Any], kind: type[Reply]) -> Reply:
    """What Stripe said, as a `kind`. The client may try twice: the limit is for both."""
    try:
        async with asyncio.timeout(TIMEOUT):
            answer = await call
    except RETRYABLE_ERRORS as problem:
        raise ProviderUnavailable(why=_why(problem)) from problem
    except stripe.StripeError as problem:
        if (problem.http_status or 500) >= 500 or problem.http_status == 409:  # 409: the same key is still at work
            raise ProviderUnavailable(why=_why(problem)) from problem
        raise ProviderRejected(why=_why(problem), bank_code=_code(problem)) from problem
    try:
        return msgspec.convert(answer.to_dict(), kind)
    except (AttributeError, msgspec.ValidationError) as problem:  # JSON, but no object or not of this kind
        raise ProviderUnavailable(why="an answer of another kind") from problem


def _code(problem: Exception) -> str:
    """Stripe's code for it; "not_let_in" for a key that is wrong or may not do this."""
    said = getattr(problem, "json_body", None)
    inside = said.get("error") if isinstance(said, dict) else None
    code = str(inside.get("code") or "") if isinstance(inside, dict) else ""
    return code or ("not_let_in" if isinstance(problem, stripe.AuthenticationError | stripe.PermissionError) else "")


def _why(problem: Exception) -> str:
    """One line for staff and the log: never a card, never an address."""
    return f"{type(problem).__name__} {_code(problem)}".strip()


def _factor(currency: str) -> int:
    return 100 if currency.upper() in COUNTED_IN_HUNDREDTHS else 1


def to_stripe(amount: int, currency: str) -> int:
    """Minor units of the house as Stripe counts them."""
    return amount * _factor(currency)


def charged(amount: int, currency: str) -> str:
    """The same in digits, for the script of a page that pays."""
    return str(to_stripe(amount, currency))


def _to_house(amount: int, currency: str) -> int:
    return amount // _factor(currency)


class _Problem(msgspec.Struct):
    code: str | None = None
    decline_code: str | None = None


class _Intent(msgspec.Struct):
    """The part of Stripe's PaymentIntent that we read."""

    id: str
    status: str
    amount: int
    currency: str
    livemode: bool
    amount_received: int | None = None
    client_secret: str | None = None
    metadata: dict[str, str] | None = None
    last_payment_error: _Problem | None = None


class _Refund(msgspec.Struct):
    """The part of Stripe's Refund that we read."""

    id: str
    amount: int
    currency: str
    status: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None


class _Refunds(msgspec.Struct):
    """The newest of them; no order has more than a hundred lines."""

    data: list[_Refund]


def _intent(said: _Intent) -> Intent:
    currency, why = said.currency.upper(), said.last_payment_error or _Problem()
    metadata = said.metadata or {}
    return Intent(
        id=said.id, status=said.status, currency=currency, livemode=said.livemode,
        amount=_to_house(said.amount, currency), received=_to_house(said.amount_received or 0, currency),
        performance_id=_number(metadata.get("performance", "")), order_id=_number(metadata.get("order", "")),
        secret=said.client_secret or "", problem=why.decline_code or why.code or "",
    )  # fmt: skip


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS else 0


def _refund(said: _Refund) -> ProviderRefund:
    currency = said.currency.upper()
    return ProviderRefund(
        said.id, said.status or "pending", _to_house(said.amount, currency), currency,
        problem=said.failure_reason or "", order_id=_number((said.metadata or {}).get("order", "")),
        key=(said.metadata or {}).get("key", ""),
    )  # fmt: skip
