"""The response after a write on seats: the basket for HTMX, JSON for programs, the page again for a plain form."""

from typing import Any

from litestar import Response
from litestar.response import Redirect

from app.seating.basket import Basket
from app.seating.context import basket_context
from app.seating.forms import seats_page
from app.seating.holds.hold import Hold, live_hold
from app.seating.notices import Notice
from app.seating.visitor import Visitor
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page, wants_fragment, wants_json


async def basket_response(
    request: AnyRequest, visitor: Visitor, view: str, notice: Notice | None = None, *,
    hold: Hold | None = None, back: str = "", status: int = 200,
) -> AppResponse:  # fmt: skip
    """What the visitor holds now, in the shape the caller asked for. A `hold` just taken is not read again."""
    if not (wants_fragment(request) or wants_json(request)):
        return Redirect((back or seats_page(visitor.performance.id, view)) + "#basket", status_code=303)
    hold = hold or await live_hold(visitor.performance.id, visitor.person)
    context = await basket_context(visitor, view, hold, notice)
    if wants_json(request):
        body = basket_json(context["basket"]) | notices_json(notice, context["advice"])
        return Response(body, status_code=status, headers=PRIVATE)
    return page("seating/_basket.html", status=status, headers=PRIVATE, **context)


def basket_json(basket: Basket | None) -> dict[str, Any]:
    """For programs: the hold's id and end, its seats, its lines with their ticket types, its all-in total in minor
    units; nulls when nothing is held."""
    if basket is None:
        return {"hold": None, "until": None, "seats": [], "total": 0}
    return {
        "hold": basket.hold_id,
        "until": basket.until,
        "seats": basket.seats,
        "lines": basket.lines,
        "total": basket.total,
        "currency": basket.currency,
    }


def notices_json(*notices: Notice | None) -> dict[str, Any]:
    """For programs: what the basket says, and what could be sent to do something about it."""
    says = [{"title": notice.title, "text": notice.text, "button": notice.button} for notice in notices if notice]
    return {"says": says} if says else {}
