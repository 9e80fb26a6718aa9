"""Expands responses: `expand[]=latest_charge` replaces an id by its object."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.browser_view import browser_view
from app.dev.fake_stripe.api.pagination import ListPage
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import PaymentIntent, StripeObject

MAX_DEPTH = 4


def response_object(request: ApiRequest, result: StripeObject | ListPage) -> Any:
    """Return the body: the object with the fields that this key may read, expanded as requested."""
    if request.publishable and isinstance(result, PaymentIntent):
        return browser_view(result)
    wanted = request.form.get("expand")
    if not wanted:
        return result
    value = msgspec.to_builtins(result)
    for path in wanted if isinstance(wanted, list) else [wanted]:
        _expand(request, value, str(path).split(".")[:MAX_DEPTH])
    return value


def _expand(request: ApiRequest, value: Any, steps: list[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _expand(request, each, steps)
        return
    name, remaining = steps[0], steps[1:]
    if not isinstance(value, dict) or name not in value:
        raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
    if isinstance(value[name], str):
        stripe_object = request.store.find_any(value[name])
        if stripe_object is None:
            raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
        value[name] = msgspec.to_builtins(stripe_object)
    if remaining and value[name] is not None:
        _expand(request, value[name], remaining)
