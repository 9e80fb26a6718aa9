"""Lists in pages, the newest first."""

from collections.abc import Iterable
from itertools import dropwhile, islice
from typing import Any, TypeVar

from app.dev.fake_stripe.api.params import optional_text, parse_integer
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import PaymentIntent, StripeRefund

T = TypeVar("T", PaymentIntent, StripeRefund)


def list_page(request: ApiRequest, kind: type[T], things: Iterable[T], url: str) -> dict[str, Any]:
    """One page of a list: `limit`, `starting_after`, `created[gte|gt|lte|lt]`."""
    limit = parse_integer(optional_text(request.form, "limit") or "10", "limit")
    if limit > 100:
        raise invalid_request("This value must be less than or equal to 100.", "limit", "parameter_invalid_integer")
    if after := optional_text(request.form, "starting_after"):
        request.store.find(kind, after, "starting_after")
        things = islice(dropwhile(lambda thing: thing.id != after, things), 1, None)
    least, most = _bounds(request)
    found = list(islice((thing for thing in things if least <= thing.created <= most), limit + 1))
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": found[:limit]}


def _bounds(request: ApiRequest) -> tuple[int, int]:
    created = request.form.get("created") or {}
    if isinstance(created, str):
        created = {"gte": created, "lte": created}
    found = {name: parse_integer(value, f"created[{name}]", minimum=0) for name, value in created.items()}
    least = max(found.get("gte", 0), found.get("gt", -1) + 1)
    return least, min(found.get("lte", 1 << 60), found.get("lt", 1 << 60) - 1)
