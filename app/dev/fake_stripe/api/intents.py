"""Serves payment intents: create, read, list, confirm, cancel."""

from typing import Any

from app.dev.fake_stripe.api.amounts import check_amount
from app.dev.fake_stripe.api.charge import charge_card
from app.dev.fake_stripe.api.later_outcomes import settle_intent
from app.dev.fake_stripe.api.methods import find_method, parse_method
from app.dev.fake_stripe.api.pagination import ListPage, list_page
from app.dev.fake_stripe.api.params import (
    Form,
    metadata,
    nested_form,
    optional_choice,
    optional_text,
    parse_integer,
    required_text,
)
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import invalid_request, unexpected_state
from app.dev.fake_stripe.objects import PaymentIntent, PaymentMethod, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def create_intent(request: ApiRequest) -> PaymentIntent:
    """Create an intent; with `confirm=true`, confirm it too (POST /v1/payment_intents)."""
    form = request.form
    amount, currency = parse_integer(required_text(form, "amount"), "amount"), required_text(form, "currency").lower()
    check_amount(amount, currency)
    name = new_id("pi")
    intent = PaymentIntent(
        id=name,
        amount=amount,
        currency=currency,
        created=request.now,
        client_secret=f"{name}_secret_{new_id('')[1:]}",
        metadata=metadata(form),
        payment_method_types=_types(form),
        automatic_payment_methods=_automatic(form),
        receipt_email=optional_text(form, "receipt_email"),
        description=optional_text(form, "description"),
        statement_descriptor_suffix=optional_text(form, "statement_descriptor_suffix"),
    )
    method = _method(request)
    if method is not None:
        intent.payment_method, intent.status = method.id, "requires_confirmation"
    request.save(intent, "payment_intent.created")
    if form.get("confirm") == "true":
        _confirm(request, intent, method)
    return intent


def read_intent(request: ApiRequest) -> PaymentIntent:
    """Return an intent; a browser needs its client secret (GET /v1/payment_intents/{id})."""
    intent = request.store.find(PaymentIntent, request.object_id, "intent")
    if request.publishable and request.form.get("client_secret") != intent.client_secret:
        message = "The client_secret provided does not match any associated PaymentIntent on this account."
        raise invalid_request(message, "client_secret", "payment_intent_invalid_parameter")
    return intent


def list_intents(request: ApiRequest) -> ListPage:
    """List the intents, newest first (GET /v1/payment_intents)."""
    return list_page(request, PaymentIntent, request.store.newest(PaymentIntent), "/v1/payment_intents")


def confirm_intent(request: ApiRequest) -> PaymentIntent:
    """Confirm an intent (POST /v1/payment_intents/{id}/confirm). Raises a card error when it is declined."""
    intent = read_intent(request)
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected_state(intent, _may_not_confirm(intent))
    return _confirm(request, intent, _method(request))


def cancel_intent(request: ApiRequest) -> PaymentIntent:
    """Cancel an intent, unless its payment is processing (POST /v1/payment_intents/{id}/cancel)."""
    reason = optional_choice(request.form, "cancellation_reason", REASONS)
    intent = read_intent(request)
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected_state(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent.status}. Only a PaymentIntent "
            "with one of the following statuses may be canceled: requires_payment_method, requires_capture, "
            "requires_confirmation, requires_action.",
        )
    intent.status, intent.canceled_at, intent.cancellation_reason = "canceled", request.now, reason
    intent.next_action = None
    request.save(intent, "payment_intent.canceled")
    return intent


def _confirm(request: ApiRequest, intent: PaymentIntent, method: PaymentMethod | None) -> PaymentIntent:
    if method is None and intent.payment_method is not None:
        method = request.store.find(PaymentMethod, intent.payment_method)
    if method is None:
        raise unexpected_state(
            intent,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method.",
        )
    return pay(request, intent, method, optional_text(request.form, "return_url"))


def pay(
    request: ApiRequest, intent: PaymentIntent, method: PaymentMethod, return_url: str | None = None
) -> PaymentIntent:
    """Charge the card, or start a challenge or a processing payment. Raises a card error when it is declined."""
    charge_card(request, intent, method, return_url)
    if intent.status == "processing":
        later = ApiRequest(request.stripe, object_id=intent.id, request_id=None)
        request.stripe.schedule_settlement(lambda: settle_intent(later, "succeeded"))
    return intent


def _method(request: ApiRequest) -> PaymentMethod | None:
    if name := optional_text(request.form, "payment_method"):
        return find_method(request, name)
    if data := nested_form(request.form, "payment_method_data"):
        method = parse_method(request, data)
        request.save(method)
        return method
    return None


def _may_not_confirm(intent: PaymentIntent) -> str:
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
        raise invalid_request(NO_LONGER, "payment_method_types", "payment_method_types_no_longer_supported")
    types = form.get("allowed_payment_method_types") or ["card"]
    if not isinstance(types, list) or "card" not in types:
        raise invalid_request("The stand-in takes cards: name card among them.", "allowed_payment_method_types")
    return types


NO_LONGER = (
    "`payment_method_types` is no longer supported in this API version. Use `allowed_payment_method_types` or dynamic "
    "payment methods instead."
)


def _automatic(form: Form) -> dict[str, Any] | None:
    wanted = nested_form(form, "automatic_payment_methods")
    if wanted.get("enabled") != "true":
        return None
    return {"allow_redirects": "always"} | wanted | {"enabled": True}
