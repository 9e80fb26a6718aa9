"""Returns lists in pages, newest first."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile, islice
from typing import TypeVar

import msgspec

from app.dev.fake_stripe.api.params import optional_text, parse_integer
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.dispute import StripeDispute
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import PaymentIntent, StripeObject, StripeRefund

T = TypeVar("T", PaymentIntent, StripeRefund, StripeDispute)


class ListPage(msgspec.Struct, kw_only=True):
    """A page of a list, as Stripe writes it. `has_more`: another page follows."""

    object: str = "list"
    url: str
    has_more: bool
    data: Sequence[StripeObject]


def list_page(request: ApiRequest, kind: type[T], things: Iterable[T], url: str) -> ListPage:
    """Return one page of a list: `limit`, `starting_after`, `created[gte|gt|lte|lt]`."""
    limit = parse_integer(optional_text(request.form, "limit") or "10", "limit")
    if limit > 100:
        raise invalid_request("This value must be less than or equal to 100.", "limit", "parameter_invalid_integer")
    if after := optional_text(request.form, "starting_after"):
        request.store.find(kind, after, "starting_after")
        things = islice(dropwhile(lambda thing: thing.id != after, things), 1, None)
    earliest, latest = _bounds(request)
    matching = list(islice((thing for thing in things if earliest <= thing.created <= latest), limit + 1))
    return ListPage(url=url, has_more=len(matching) > limit, data=matching[:limit])


def _bounds(request: ApiRequest) -> tuple[int, int]:
    created = request.form.get("created") or {}
    if isinstance(created, str):
        created = {"gte": created, "lte": created}
    bounds = {name: parse_integer(value, f"created[{name}]", minimum=0) for name, value in created.items()}
    earliest = max(bounds.get("gte", 0), bounds.get("gt", -1) + 1)
    return earliest, min(bounds.get("lte", 1 << 60), bounds.get("lt", 1 << 60) - 1)
