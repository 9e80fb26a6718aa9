"""Lists in pages, the newest first."""

from collections.abc import Iterable
from itertools import dropwhile, islice
from typing import Any, TypeVar

from app.dev.fake_stripe.api.params import integer, text
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.errors import invalid
from app.dev.fake_stripe.objects import Intent, Refund

T = TypeVar("T", Intent, Refund)


def page_of(call: Call, kind: type[T], things: Iterable[T], url: str) -> dict[str, Any]:
    """One page of a list: `limit`, `starting_after`, `created[gte|gt|lte|lt]`."""
    limit = integer(text(call.form, "limit") or "10", "limit")
    if limit > 100:
        raise invalid("This value must be less than or equal to 100.", "limit", "parameter_invalid_integer")
    if after := text(call.form, "starting_after"):
        call.store.find(kind, after, "starting_after")
        things = islice(dropwhile(lambda thing: thing.id != after, things), 1, None)
    least, most = _bounds(call)
    found = list(islice((thing for thing in things if least <= thing.created <= most), limit + 1))
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": found[:limit]}


def _bounds(call: Call) -> tuple[int, int]:
    created = call.form.get("created") or {}
    if isinstance(created, str):
        created = {"gte": created, "lte": created}
    found = {name: integer(value, f"created[{name}]", least=0) for name, value in created.items()}
    least = max(found.get("gte", 0), found.get("gt", -1) + 1)
    return least, min(found.get("lte", 1 << 60), found.get("lt", 1 << 60) - 1)
