"""The answer after a write on seats: the basket for HTMX, JSON for programs, the page again for a plain form."""

from typing import Any

from litestar import Litestar, Request, Response
from litestar.response import Redirect
from litestar.types import Receive, Scope, Send

from app.errors import HouseError
from app.seating.basket import Basket
from app.seating.holds import Hold
from app.seating.views import Says, basket_context
from app.seating.wish import seats_page
from app.web.refusals import Answer, refuse
from app.web.render import page, wants_fragment, wants_json
from app.web.sessions import person_of

AnyRequest = Request[Any, Any, Any]


async def basket_answer(
    request: AnyRequest, performance_id: int, person: str, view: str, says: Says | None = None, *,
    hold: Hold | None = None, back: str = "", status: int = 200,
) -> Answer:  # fmt: skip
    """What the person holds now, in the shape the caller asked for. A `hold` just taken is not read again."""
    if not (wants_fragment(request) or wants_json(request)):
        return Redirect((back or seats_page(performance_id, view)) + "#basket", status_code=303)
    context = await basket_context(performance_id, person, view, says, hold)
    if wants_json(request):
        return Response(basket_json(context["basket"]), status_code=status, headers={"Cache-Control": "no-store"})
    return page("seating/_basket.html", status=status, headers={"Cache-Control": "no-store"}, **context)


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


class BasketWithWords(Response[Any]):
    """A refusal beside the seats for HTMX: the basket as it is now, with the words in it.

    Litestar's exception handlers cannot wait; the ASGI answer they return can, so the basket is read there."""

    def __init__(self, performance_id: int, no: HouseError) -> None:
        super().__init__(None)
        self.performance_id = performance_id
        self.no = no

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **kwargs: Any) -> Any:
        """An ASGI application that reads the basket and sends it."""

        async def send_basket(scope: Scope, receive: Receive, send: Send) -> None:
            no = self.no
            left, words = no.facts.get("left", []), no.facts.get("left_words", "")
            says = Says("warn" if no.status == 409 else "bad", no.title, no.says, take=left, take_words=words)
            answer = await basket_answer(
                request, self.performance_id, await person_of(request), "map", says, status=no.status
            )
            await answer.to_asgi_response(app, request, **kwargs)(scope, receive, send)

        return send_basket


def refuse_on_seats(request: AnyRequest, no: HouseError) -> Answer:
    """A refusal on a performance's pages: HTMX gets the basket with the words in it; the rest as everywhere."""
    performance_id = request.path_params.get("performance_id")
    if not isinstance(performance_id, int) or no.status in (404, 503):
        return refuse(request, no)
    if wants_fragment(request):
        return BasketWithWords(performance_id, no)
    no.facts.setdefault("actions", [("Back to the seats", seats_page(performance_id, "map"))])
    return refuse(request, no)
