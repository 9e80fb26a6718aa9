"""`expand[]=latest_charge`: ids replaced by the objects they name."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.intents import browser_view
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import PaymentIntent, StripeObject

MAX_DEPTH = 4


def response_object(request: ApiRequest, result: StripeObject | dict[str, Any]) -> Any:
    """What is answered: the object as the asker may see it, expanded as asked."""
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
    name, rest = steps[0], steps[1:]
    if not isinstance(value, dict) or name not in value:
        raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
    if isinstance(value[name], str):
        stripe_object = request.store.find_any(value[name])
        if stripe_object is None:
            raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
        value[name] = msgspec.to_builtins(stripe_object)
    if rest and value[name] is not None:
        _expand(request, value[name], rest)
