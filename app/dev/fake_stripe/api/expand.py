"""`expand[]=latest_charge`: ids replaced by the objects they name."""

from typing import Any

import msgspec

from app.dev.fake_stripe.api.intents import public
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.errors import invalid
from app.dev.fake_stripe.objects import Intent, Thing

DEEPEST = 4


def shown(call: Call, found: Thing | dict[str, Any]) -> Any:
    """What is answered: the object as the asker may see it, expanded as asked."""
    if call.publishable and isinstance(found, Intent):
        return public(found)
    wanted = call.form.get("expand")
    if not wanted:
        return found
    seen = msgspec.to_builtins(found)
    for path in wanted if isinstance(wanted, list) else [wanted]:
        _expand(call, seen, str(path).split(".")[:DEEPEST])
    return seen


def _expand(call: Call, seen: Any, steps: list[str]) -> None:
    if isinstance(seen, list):
        for each in seen:
            _expand(call, each, steps)
        return
    name, rest = steps[0], steps[1:]
    if not isinstance(seen, dict) or name not in seen:
        raise invalid(f"This property cannot be expanded ({name}).", "expand")
    if isinstance(seen[name], str):
        thing = call.store.known(seen[name])
        if thing is None:
            raise invalid(f"This property cannot be expanded ({name}).", "expand")
        seen[name] = msgspec.to_builtins(thing)
    if rest and seen[name] is not None:
        _expand(call, seen[name], rest)
