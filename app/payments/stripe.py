"""The client of Stripe: the only file that imports its library. Tests replace these functions and nothing else.

Every call returns within ten seconds or raises ProviderUnavailable; every POST carries an idempotency key of ours, so
that a repeated request has one effect. The library's own retry covers a connection that died while it was idle."""

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
    PaymentEvent,
    ProviderRefund,
    ProviderRejected,
    ProviderUnavailable,
    SignedWebhook,
)
from app.settings import settings
from app.web.parsing import MAX_DIGITS

TIMEOUT = 10.0
CONNECTIONS = 64
CLOCK_TOLERANCE = 300
"""Seconds by which a webhook's clock may differ from ours, in either direction."""
COUNTED_IN_HUNDREDTHS = {"ISK", "UGX"}
"""Have no minor unit, but Stripe counts them as if they had hundredths (docs.stripe.com/currencies)."""
RETRYABLE_ERRORS = (
    stripe.APIConnectionError,
    stripe.APIError,
    stripe.RateLimitError,
    stripe.IdempotencyError,
    aiohttp.ClientError,
    TimeoutError,
)
"""No answer, an unreadable one, or "later". A key that was used for another request counts as no answer: that request
may have been carried out."""

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
    """Close the connections; the next call opens new ones."""
    if _http.cache_info().currsize:
        await _http().close_async()  # type: ignore[no-untyped-call]
    _client.cache_clear()
    _http.cache_clear()


async def create_intent(amount: int, currency: str, *, key: str, performance_id: int, order_id: int) -> Intent:
    """Create an intent for cards and wallets; with the same `key`, return the earlier one as it was when created.

    Raises ProviderUnavailable or ProviderRejected."""
    return _intent(
        await _ask(
            _client().v1.payment_intents.create_async(
                {
                    "amount": to_stripe(amount, currency),
                    "currency": currency.lower(),
                    # includes wallets; excludes methods that settle days later
                    "allowed_payment_method_types": ["card"],
                    "description": f"Order {order_id} of performance {performance_id}",
                    "metadata": {"performance": str(performance_id), "order": str(order_id)},
                },
                {"idempotency_key": key},
            ),
            _Intent,
        )
    )


async def read_intent(intent_id: str) -> Intent:
    """Fetch the intent as it is now. Raises ProviderUnavailable, or ProviderRejected for one of another account."""
    return _intent(await _ask(_client().v1.payment_intents.retrieve_async(intent_id), _Intent))


async def cancel_intent(intent_id: str) -> Intent:
    """Cancel the intent if that is still possible; return it as it is then: succeeded or processing ones stay so.

    Raises ProviderUnavailable or ProviderRejected."""
    try:
        return _intent(await _ask(_client().v1.payment_intents.cancel_async(intent_id), _Intent))
    except ProviderRejected as error:
        if error.facts.get("bank_code") != "payment_intent_unexpected_state":
            raise
        return await read_intent(intent_id)


async def create_refund(intent_id: str, amount: int, currency: str, *, key: str, order_id: int) -> ProviderRefund:
    """Refund `amount` minor units of a payment; with the same `key`, return the refund made before.

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
    """Find the refund made of this payment with `key`, or None. Stripe may forget an idempotency key after a day.

    Raises ProviderUnavailable or ProviderRejected."""
    wanted: Any = {"payment_intent": intent_id, "limit": 100}
    made = await _ask(_client().v1.refunds.list_async(wanted), _Refunds)
    return next((_refund(one) for one in made.data if (one.metadata or {}).get("key") == key), None)


async def read_refund(refund_id: str) -> ProviderRefund:
    """Fetch the refund as it is now. Raises ProviderUnavailable or ProviderRejected."""
    return _refund(await _ask(_client().v1.refunds.retrieve_async(refund_id), _Refund))


def verify_webhook(payload: bytes, signature: str) -> SignedWebhook:
    """Check the signature and read the event. Raises ForgedWebhook unless Stripe signed it within five minutes."""
    try:
        text = payload.decode()
        signature.encode("ascii")
        stripe.WebhookSignature.verify_header(text, signature, settings().stripe_webhook_secret, CLOCK_TOLERANCE)
        if _signed_at(signature) > time.time() + CLOCK_TOLERANCE:  # the library refuses only old ones
            raise ForgedWebhook("It is dated in the future. Nothing was stored.")
        event = msgspec.json.decode(text, type=_Event)
    except (stripe.SignatureVerificationError, ValueError, RecursionError) as error:
        raise ForgedWebhook() from error
    payment_event = PaymentEvent(event.id, event.type, event.data.object.id)
    return SignedWebhook(payment_event, event.livemode, event.account, text)


StripeId = Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,255}$")]
"""The id of an event, an intent or a refund at Stripe."""


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
    """Await the call and convert the answer to `kind`. The library may try twice; the time limit is for both."""
    try:
        async with asyncio.timeout(TIMEOUT):
            answer = await call
    except RETRYABLE_ERRORS as error:
        raise ProviderUnavailable(why=_describe(error)) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500 or error.http_status == 409:  # 409: the same key is still being processed
            raise ProviderUnavailable(why=_describe(error)) from error
        raise ProviderRejected(why=_describe(error), bank_code=_code(error)) from error
    try:
        return msgspec.convert(answer.to_dict(), kind)
    except (AttributeError, msgspec.ValidationError) as error:  # JSON, but no object or not of this kind
        raise ProviderUnavailable(why="an answer of another kind") from error


def _code(error: Exception) -> str:
    """Return Stripe's code of the error; "not_let_in" for an API key that is wrong or lacks the permission."""
    body = getattr(error, "json_body", None)
    details = body.get("error") if isinstance(body, dict) else None
    code = str(details.get("code") or "") if isinstance(details, dict) else ""
    return code or ("not_let_in" if isinstance(error, stripe.AuthenticationError | stripe.PermissionError) else "")


def _describe(error: Exception) -> str:
    """Return one line for staff and the log, without card data or addresses."""
    return f"{type(error).__name__} {_code(error)}".strip()


def _factor(currency: str) -> int:
    return 100 if currency.upper() in COUNTED_IN_HUNDREDTHS else 1


def to_stripe(amount: int, currency: str) -> int:
    """Convert our minor units to those that Stripe counts in."""
    return amount * _factor(currency)


def stripe_amount_text(amount: int, currency: str) -> str:
    """Return the amount in Stripe's unit as digits, for the script of the payment form."""
    return str(to_stripe(amount, currency))


def _from_stripe(amount: int, currency: str) -> int:
    return amount // _factor(currency)


class _PaymentError(msgspec.Struct):
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
    last_payment_error: _PaymentError | None = None


class _Refund(msgspec.Struct):
    """The part of Stripe's Refund that we read."""

    id: str
    amount: int
    currency: str
    status: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None


class _Refunds(msgspec.Struct):
    """A page of refunds, newest first; no order has more than a hundred lines."""

    data: list[_Refund]


def _intent(reply: _Intent) -> Intent:
    currency, failure = reply.currency.upper(), reply.last_payment_error or _PaymentError()
    metadata = reply.metadata or {}
    return Intent(
        id=reply.id,
        status=reply.status,
        currency=currency,
        livemode=reply.livemode,
        amount=_from_stripe(reply.amount, currency),
        received=_from_stripe(reply.amount_received or 0, currency),
        performance_id=_number(metadata.get("performance", "")),
        order_id=_number(metadata.get("order", "")),
        secret=reply.client_secret or "",
        problem=failure.decline_code or failure.code or "",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def _refund(reply: _Refund) -> ProviderRefund:
    currency, metadata = reply.currency.upper(), reply.metadata or {}
    status, problem = reply.status or "pending", reply.failure_reason or ""
    amount, order_id = _from_stripe(reply.amount, currency), _number(metadata.get("order", ""))
    return ProviderRefund(reply.id, status, amount, currency, problem, order_id, metadata.get("key", ""))
