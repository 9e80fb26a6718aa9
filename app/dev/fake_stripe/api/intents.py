"""Payment intents: wanted, looked up, listed, canceled."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.amounts import check_amount
from app.dev.fake_stripe.api.charge import attempt
from app.dev.fake_stripe.api.methods import method_from, method_named
from app.dev.fake_stripe.api.pagination import page_of
from app.dev.fake_stripe.api.params import Form, integer, mapping, metadata, needed, one_of, text
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.errors import invalid, unexpected
from app.dev.fake_stripe.later_outcomes import settle_intent
from app.dev.fake_stripe.objects import Intent, Method, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
HIDDEN = ("metadata", "latest_charge", "amount_received", "amount_capturable", "customer")
"""What a browser's key does not see."""


def create_intent(call: Call) -> Intent:
    """POST /v1/payment_intents, also with `confirm=true`."""
    form = call.form
    amount, currency = integer(needed(form, "amount"), "amount"), needed(form, "currency").lower()
    check_amount(amount, currency)
    name = new_id("pi")
    intent = Intent(
        name, amount, currency, call.now, f"{name}_secret_{new_id('')[1:]}", metadata(form),
        payment_method_types=_types(form), automatic_payment_methods=_automatic(form),
        receipt_email=text(form, "receipt_email"), description=text(form, "description"),
        statement_descriptor_suffix=text(form, "statement_descriptor_suffix"),
    )  # fmt: skip
    method = _method(call)
    if method is not None:
        intent.payment_method, intent.status = method.id, "requires_confirmation"
    call.keep(intent, "payment_intent.created")
    if form.get("confirm") == "true":
        _confirm(call, intent, method)
    return intent


def read_intent(call: Call) -> Intent:
    """GET /v1/payment_intents/{id}; a browser needs its client secret."""
    intent = call.store.find(Intent, call.name, "intent")
    if call.publishable and call.form.get("client_secret") != intent.client_secret:
        message = "The client_secret provided does not match any associated PaymentIntent on this account."
        raise invalid(message, "client_secret", "payment_intent_invalid_parameter")
    return intent


def list_intents(call: Call) -> dict[str, Any]:
    """GET /v1/payment_intents: the newest first."""
    return page_of(call, Intent, call.store.newest(Intent), "/v1/payment_intents")


def confirm_intent(call: Call) -> Intent:
    """POST /v1/payment_intents/{id}/confirm. Raises a card error when the bank says no."""
    intent = read_intent(call)
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected(intent, _may_not_confirm(intent))
    return _confirm(call, intent, _method(call))


def cancel_intent(call: Call) -> Intent:
    """POST /v1/payment_intents/{id}/cancel. Money that is on its way cannot be stopped."""
    reason = one_of(call.form, "cancellation_reason", REASONS)
    intent = read_intent(call)
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent.status}. Only a PaymentIntent "
            "with one of the following statuses may be canceled: requires_payment_method, requires_capture, "
            "requires_confirmation, requires_action.",
        )
    intent.status, intent.canceled_at, intent.cancellation_reason = "canceled", call.now, reason
    intent.next_action = None
    call.keep(intent, "payment_intent.canceled")
    return intent


def public(intent: Intent) -> dict[str, Any]:
    """The intent as a browser sees it."""
    seen: dict[str, Any] = msgspec.to_builtins(intent)
    return {name: value for name, value in seen.items() if name not in HIDDEN}


def _confirm(call: Call, intent: Intent, method: Method | None) -> Intent:
    if method is None and intent.payment_method is not None:
        method = call.store.find(Method, intent.payment_method)
    if method is None:
        raise unexpected(
            intent,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method.",
        )
    return pay(call, intent, method, text(call.form, "return_url"))


def pay(call: Call, intent: Intent, method: Method, return_url: str | None = None) -> Intent:
    """Take the money, or begin to. Raises a card error when the bank says no."""
    attempt(call, intent, method, return_url)
    if intent.status == "processing":
        later = Call(call.bank, name=intent.id, request=None)
        call.bank.settle_later(lambda: settle_intent(later, "succeeded"))
    return intent


def _method(call: Call) -> Method | None:
    if name := text(call.form, "payment_method"):
        return method_named(call, name)
    if data := mapping(call.form, "payment_method_data"):
        method = method_from(call, data)
        call.keep(method)
        return method
    return None


def _may_not_confirm(intent: Intent) -> str:
    if intent.status == "succeeded":
        return (
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        )
    return (
        f"You cannot confirm this PaymentIntent because it has a status of {intent.status}. Only a PaymentIntent with "
        "one of the following statuses may be confirmed: requires_confirmation, requires_action."
    )


def _types(form: Form) -> list[str]:
    if "payment_method_types" in form:
        raise invalid(NO_LONGER, "payment_method_types", "payment_method_types_no_longer_supported")
    types = form.get("allowed_payment_method_types") or ["card"]
    if not isinstance(types, list) or "card" not in types:
        raise invalid("The stand-in takes cards: name card among them.", "allowed_payment_method_types")
    return types


NO_LONGER = (
    "`payment_method_types` is no longer supported in this API version. Use `allowed_payment_method_types` or dynamic "
    "payment methods instead."
)


def _automatic(form: Form) -> dict[str, Any] | None:
    wanted = mapping(form, "automatic_payment_methods")
    if wanted.get("enabled") != "true":
        return None
    return {"allow_redirects": "always"} | wanted | {"enabled": True}
