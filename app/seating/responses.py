"""Responses after a write on seats: the basket for HTMX, JSON for programs, a redirect to the page for a plain form."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from litestar import Response
from litestar.response import Redirect
from msgspec import UNSET, UnsetType

from app.seating.basket import Basket
from app.seating.basket_lines import BasketLine
from app.seating.context import basket_context, get_basket_view
from app.seating.forms import seats_page
from app.seating.holds.hold import Hold, live_hold
from app.seating.notices import Notice, NoticeButton
from app.seating.visitor import Visitor
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, render_fragment, wants_fragment, wants_json


class NoticeJson(msgspec.Struct, frozen=True):
    """A notice for programs. `button`: a request that solves the problem, if there is one."""

    title: str
    text: str
    button: NoticeButton | None


class BasketJson(msgspec.Struct, frozen=True, rename={"notices": "says"}):
    """The basket for programs. `hold`: its id, `until`: its end; both null, and no `lines`, when nothing is held.

    `lines`: with their ticket types. `total`: all-in, in minor units of `currency`. `notices`: only when there are
    any."""

    hold: int | None = None
    until: datetime | None = None
    seats: list[int] = []
    lines: list[BasketLine] | UnsetType = UNSET
    total: int = 0
    currency: str | UnsetType = UNSET
    notices: list[NoticeJson] | UnsetType = UNSET


class BasketBody(NamedTuple):
    """The body of a response with the basket, and its media type."""

    content: bytes
    media_type: str


async def basket_response(
    request: AnyRequest,
    visitor: Visitor,
    view: str,
    notice: Notice | None = None,
    *,
    hold: Hold | None = None,
    back: str = "",
    status: int = 200,
) -> AppResponse:
    """Return the visitor's basket in the requested form: JSON, a fragment, or a redirect to `back` or the page `view`.

    `hold`: the visitor's hold, if the caller has just taken it; else it is read."""
    if not (wants_fragment(request) or wants_json(request)):
        return Redirect((back or seats_page(visitor.performance.id, view)) + "#basket", status_code=303)
    body = await basket_body(request, visitor, view, notice, hold=hold)
    return Response(body.content, media_type=body.media_type, status_code=status, headers=PRIVATE)


async def basket_body(
    request: AnyRequest, visitor: Visitor, view: str, notice: Notice | None = None, *, hold: Hold | None = None
) -> BasketBody:
    """Encode the visitor's basket as JSON for a program, else as a fragment. Parameters as of `basket_response`."""
    hold = hold or await live_hold(visitor.performance.id, visitor.person)
    shown = await get_basket_view(visitor, hold, notice)
    if wants_json(request):
        body = basket_json(shown.basket, notice, shown.advice)
        return BasketBody(msgspec.json.encode(body), "application/json")
    content = render_fragment(request, "seating/_basket.html", **basket_context(visitor, view, shown))
    return BasketBody(content, "text/html")


def basket_json(basket: Basket | None, *notices: Notice | None) -> BasketJson:
    """Return the basket and the notices as a program gets them."""
    texts = [NoticeJson(notice.title, notice.text, notice.button) for notice in notices if notice] or UNSET
    if basket is None:
        return BasketJson(notices=texts)
    return BasketJson(
        basket.hold_id, basket.until, basket.seats, basket.lines, basket.total, basket.currency, notices=texts
    )
