"""The answer after a write on seats: the basket for HTMX, JSON for programs, the page again for a plain form."""

from typing import Any

from litestar import Response
from litestar.response import Redirect

from app.errors import HouseError
from app.seating.basket import Basket
from app.seating.holds import Hold
from app.seating.says import Says
from app.seating.views import basket_context
from app.seating.wish import seats_page
from app.web.later import Later
from app.web.reading import AnyRequest
from app.web.refusals import Answer, refuse
from app.web.render import PRIVATE, page, wants_fragment, wants_json
from app.web.sessions import person_of


async def basket_answer(
    request: AnyRequest, performance_id: int, person: str, view: str, says: Says | None = None, *,
    hold: Hold | None = None, back: str = "", status: int = 200,
) -> Answer:  # fmt: skip
    """What the person holds now, in the shape the caller asked for. A `hold` just taken is not read again."""
    if not (wants_fragment(request) or wants_json(request)):
        return Redirect((back or seats_page(performance_id, view)) + "#basket", status_code=303)
    context = await basket_context(performance_id, person, view, says, hold)
    if wants_json(request):
        return Response(basket_json(context["basket"]), status_code=status, headers=PRIVATE)
    return page("seating/_basket.html", status=status, headers=PRIVATE, **context)


def basket_json(basket: Basket | None) -> dict[str, Any]:
    """For programs: the hold's id and end, its seats, its all-in total in minor units; nulls when nothing is held."""
    if basket is None:
        return {"hold": None, "until": None, "seats": [], "total": 0}
    return {
        "hold": basket.hold_id,
        "until": basket.until,
        "seats": basket.seats,
        "total": basket.total,
        "currency": basket.currency,
    }


async def basket_with_words(request: AnyRequest, performance_id: int, no: HouseError) -> Answer:
    """A refusal beside the seats for HTMX: the basket as it is now, with the words in it."""
    left, words = no.facts.get("left", []), no.facts.get("left_words", "")
    says = Says("warn" if no.status == 409 else "bad", no.title, no.says, take=left, take_words=words)
    return await basket_answer(request, performance_id, await person_of(request), "map", says, status=no.status)


def refuse_on_seats(request: AnyRequest, no: HouseError) -> Answer:
    """A refusal on a performance's pages: HTMX gets the basket with the words in it; the rest as everywhere."""
    performance_id = request.path_params.get("performance_id")
    if not isinstance(performance_id, int) or no.status in (404, 503):
        return refuse(request, no)
    if wants_fragment(request):
        return Later(lambda: basket_with_words(request, performance_id, no))
    no.facts.setdefault("actions", [("Back to the seats", seats_page(performance_id, "map"))])
    return refuse(request, no)
