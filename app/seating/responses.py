"""Responses after a write on seats: the basket for HTMX, JSON for programs, a redirect to the page for a plain form."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec
from litestar import Response
from litestar.response import Redirect
from msgspec import UNSET, UnsetType

from app.events.price_table import Level, TicketType
from app.events.ticket_offer import TypeChoice
from app.language.languages import Language
from app.language.messages import Fact
from app.language.translator import translator
from app.seating.basket import Basket
from app.seating.basket_lines import BasketLine
from app.seating.context import basket_context, get_basket_view
from app.seating.forms import seats_page
from app.seating.holds.hold import Hold, live_hold
from app.seating.notices import Notice
from app.seating.visitor import Visitor
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, render_fragment, wants_fragment, wants_json

Say = Callable[[Fact], str]
"""Writes a fact in a language."""


class ButtonJson(msgspec.Struct, frozen=True):
    """A button of a notice for programs."""

    label: str
    verb: str
    fields: list[tuple[str, str]]


class NoticeJson(msgspec.Struct, frozen=True):
    """A notice for programs. `button`: a request that solves the problem, if there is one."""

    title: str
    text: str
    button: ButtonJson | None


class LineJson(
    msgspec.Struct,
    frozen=True,
    rename={"total_with_fees": "all_in", "short_label": "short", "released_with": "returns"},
):
    """A BasketLine for programs, its texts in one language."""

    seats: list[int]
    words: str
    short_label: str
    level: Level
    ticket_type: TicketType
    total_with_fees: int
    choices: list[TypeChoice]
    released_with: list[int]
    whole: bool
    special: str


class BasketJson(msgspec.Struct, frozen=True):
    """The basket for programs. `hold`: its id, `until`: its end; both null, and no `lines`, when nothing is held.

    `lines`: with their ticket types. `total`: all-in, in minor units of `currency`. `notices`: only when there are
    any."""

    hold: int | None = None
    until: datetime | None = None
    seats: list[int] = []
    lines: list[LineJson] | UnsetType = UNSET
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
        body = basket_json(visitor.language, shown.basket, notice, shown.advice)
        return BasketBody(msgspec.json.encode(body), "application/json")
    content = render_fragment(request, "seating/_basket.html", **basket_context(visitor, view, shown))
    return BasketBody(content, "text/html")


def basket_json(page_language: Language, basket: Basket | None, *notices: Notice | None) -> BasketJson:
    """Return the basket and the notices as a program gets them, in this language."""
    say = translator(page_language.tag).say
    texts = [_notice(notice, say) for notice in notices if notice] or UNSET
    if basket is None:
        return BasketJson(notices=texts)
    lines = [_line(line, say) for line in basket.lines]
    return BasketJson(basket.hold_id, basket.until, basket.seats, lines, basket.total, basket.currency, notices=texts)


def _notice(notice: Notice, say: Say) -> NoticeJson:
    told = notice.button
    button = ButtonJson(say(told.label), told.verb, told.fields) if told else None
    return NoticeJson(say(notice.title), say(notice.text) if notice.text else "", button)


def _line(line: BasketLine, say: Say) -> LineJson:
    return LineJson(
        line.seats,
        say(line.words),
        say(line.short_label),
        line.level,
        line.ticket_type,
        line.total_with_fees,
        line.choices,
        line.released_with,
        line.whole,
        say(line.special) if line.special else "",
    )
