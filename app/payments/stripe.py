"""The client of Stripe: the only file that imports its library. Tests replace these functions and nothing else.

Every call returns within ten seconds or raises ProviderUnavailable; every POST carries an idempotency key of ours, so
that a repeated request has one effect. The library's own retry covers a connection that died while it was idle."""

import asyncio
import functools
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

import aiohttp
import msgspec
import stripe

from app.language.messages import message
from app.payments.provider import (
    Dispute,
    ForgedWebhook,
    Intent,
    ProviderRefund,
    ProviderRejected,
    ProviderUnavailable,
    SignedWebhook,
)
from app.payments.stripe_conversion import dispute_of, intent_of, refund_of, to_stripe
from app.payments.stripe_objects import DisputeReply, IntentReply, RefundListReply, RefundReply, StripeWebhook
from app.settings import settings
from app.web.load.request_meter import waiting_for_others

TIMEOUT = 10.0
CONNECTIONS = 64
CLOCK_TOLERANCE = 300
"""Seconds by which a webhook's clock may differ from ours, in either direction."""
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
    return intent_of(
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
            IntentReply,
        )
    )


async def read_intent(intent_id: str) -> Intent:
    """Fetch the intent as it is now. Raises ProviderUnavailable, or ProviderRejected for one of another account."""
    return intent_of(await _ask(_client().v1.payment_intents.retrieve_async(intent_id), IntentReply))


async def cancel_intent(intent_id: str) -> Intent:
    """Cancel the intent if that is still possible; return it as it is then: succeeded or processing ones stay so.

    Raises ProviderUnavailable or ProviderRejected."""
    try:
        return intent_of(await _ask(_client().v1.payment_intents.cancel_async(intent_id), IntentReply))
    except ProviderRejected as error:
        if error.facts.get("bank_code") != "payment_intent_unexpected_state":
            raise
        return await read_intent(intent_id)


async def create_refund(intent_id: str, amount: int, currency: str, *, key: str, order_id: int) -> ProviderRefund:
    """Refund `amount` minor units of a payment; with the same `key`, return the refund made before.

    Raises ProviderUnavailable or ProviderRejected."""
    return refund_of(
        await _ask(
            _client().v1.refunds.create_async(
                {
                    "payment_intent": intent_id,
                    "amount": to_stripe(amount, currency),
                    "metadata": {"order": str(order_id), "key": key},
                },
                {"idempotency_key": key},
            ),
            RefundReply,
        )
    )


async def find_refund(intent_id: str, key: str) -> ProviderRefund | None:
    """Find the refund made of this payment with `key`, or None. Stripe may forget an idempotency key after a day.

    Raises ProviderUnavailable or ProviderRejected."""
    wanted: Any = {"payment_intent": intent_id, "limit": 100}
    made = await _ask(_client().v1.refunds.list_async(wanted), RefundListReply)
    return next((refund_of(one) for one in made.data if (one.metadata or {}).get("key") == key), None)


async def read_refund(refund_id: str) -> ProviderRefund:
    """Fetch the refund as it is now. Raises ProviderUnavailable or ProviderRejected."""
    return refund_of(await _ask(_client().v1.refunds.retrieve_async(refund_id), RefundReply))


async def read_dispute(dispute_id: str) -> Dispute:
    """Fetch the dispute as it is now. Raises ProviderUnavailable, or ProviderRejected for one of another account."""
    return dispute_of(await _ask(_client().v1.disputes.retrieve_async(dispute_id), DisputeReply))


def stripe_amount_text(amount: int, currency: str) -> str:
    """Return the amount in Stripe's unit as digits, for the script of the payment form."""
    return str(to_stripe(amount, currency))


def verify_webhook(payload: bytes, signature: str) -> SignedWebhook:
    """Check the signature and read the event. Raises ForgedWebhook unless Stripe signed it within five minutes."""
    try:
        text = payload.decode()
        signature.encode("ascii")
        stripe.WebhookSignature.verify_header(text, signature, settings().stripe_webhook_secret, CLOCK_TOLERANCE)
        if _signed_at(signature) > time.time() + CLOCK_TOLERANCE:  # the library refuses only old ones
            raise ForgedWebhook(message("It is dated in the future. Nothing was stored."))
        event = msgspec.json.decode(text, type=StripeWebhook)
    except (stripe.SignatureVerificationError, ValueError, RecursionError) as error:
        raise ForgedWebhook() from error
    return SignedWebhook(event.payment_event, event.livemode, event.account, text)


def _signed_at(signature: str) -> int:
    return int(next(part for part in signature.split(",") if part.startswith("t="))[2:])


async def _ask(call: Awaitable[Any], kind: type[Reply]) -> Reply:
    """Await the call and convert the answer to `kind`. The library may try twice; the time limit is for both."""
    try:
        with waiting_for_others():
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
