"""`expand[]=latest_charge`: ids replaced by the objects they name."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.intents import browser_view
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import PaymentIntent, StripeObject

MAX_DEPTH = 4


def response_object(request: ApiRequest, found: StripeObject | dict[str, Any]) -> Any:
    """What is answered: the object as the asker may see it, expanded as asked."""
    if request.publishable and isinstance(found, PaymentIntent):
        return browser_view(found)
    wanted = request.form.get("expand")
    if not wanted:
        return found
    seen = msgspec.to_builtins(found)
    for path in wanted if isinstance(wanted, list) else [wanted]:
        _expand(request, seen, str(path).split(".")[:MAX_DEPTH])
    return seen


def _expand(request: ApiRequest, seen: Any, steps: list[str]) -> None:
    if isinstance(seen, list):
        for each in seen:
            _expand(request, each, steps)
        return
    name, rest = steps[0], steps[1:]
    if not isinstance(seen, dict) or name not in seen:
        raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
    if isinstance(seen[name], str):
        thing = request.store.find_any(seen[name])
        if thing is None:
            raise invalid_request(f"This property cannot be expanded ({name}).", "expand")
        seen[name] = msgspec.to_builtins(thing)
    if rest and seen[name] is not None:
        _expand(request, seen[name], rest)
