"""The answer after a write on seats: the basket for HTMX, JSON for programs, the page again for a plain form."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.response import Redirect

from app.seating.basket import Basket
from app.seating.context import basket_context
from app.seating.forms import seats_page
from app.seating.holds.hold import Hold
from app.seating.says import Notice
from app.waiting_room.access import admission_context
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page, wants_fragment, wants_json


async def basket_response(
    request: AnyRequest, performance_id: int, person: str, view: str, notice: Notice | None = None, *,
    hold: Hold | None = None, lost: Sequence[int] = (), back: str = "", status: int = 200,
) -> AppResponse:  # fmt: skip
    """What the person holds now, in the shape the caller asked for. A `hold` just taken is not read again.

    `lost`: seats that went to somebody else."""
    if not (wants_fragment(request) or wants_json(request)):
        return Redirect((back or seats_page(performance_id, view)) + "#basket", status_code=303)
    context = await basket_context(performance_id, person, view, notice, hold, lost)
    if wants_json(request):
        told = basket_json(context["basket"]) | notices_json(context["says"], context["advice"])
        return Response(told, status_code=status, headers=PRIVATE)
    context |= await admission_context(request, performance_id, person)
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


def notices_json(*told: Notice | None) -> dict[str, Any]:
    """For programs: what the basket says, and what could be sent to do something about it."""
    notice = [{"title": one.title, "text": one.text, "button": one.button} for one in told if one]
    return {"says": notice} if notice else {}
