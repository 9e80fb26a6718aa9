"""Error pages of a performance: a notice beside the seats, with a button for seats that are still open."""

import msgspec
from litestar.response import Redirect

from app.errors import AisleError
from app.language.messages import message, sentences
from app.seating.best.alternatives import nearest_alternative
from app.seating.context import list_context
from app.seating.errors import SeatsTaken, WholeTable
from app.seating.forms import seats_page
from app.seating.holds.hold import live_hold
from app.seating.notices import Notice, NoticeButton, nearest_text, places_button, take_button
from app.seating.plan.seats import get_plan_seats
from app.seating.responses import basket_response
from app.seating.seat_list.filters import parse_list_filter, submitted_fields
from app.seating.visitor import Visitor, get_visitor
from app.waiting_room.access import redirect_to_waiting_room
from app.waiting_room.errors import MustWait, PassExpired
from app.web.error_responses import AppResponse, AsyncResponse, error_response
from app.web.parsing import AnyRequest, is_json
from app.web.render import PRIVATE, page, wants_fragment, wants_json
from app.web.sessions import person_of


def handle_seating_error(request: AnyRequest, error: AisleError) -> AppResponse:
    """Return the response to an error: for HTMX the basket with a notice, for a form without JavaScript its page again,
    for others what `error_response` returns."""
    performance_id = request.path_params.get("performance_id")
    if away := redirect_to_waiting_room(request, error):
        return (
            AsyncResponse(lambda: _to_checkout_or_away(request, error, away))
            if isinstance(error, PassExpired)
            else away
        )
    if not isinstance(performance_id, int) or error.status in (404, 503):
        return error_response(request, error)
    if wants_fragment(request):
        return AsyncResponse(lambda: _basket_with_notice(request, performance_id, error))
    error.facts.setdefault("actions", [(message("Back to the seats"), seats_page(performance_id, "map"))])
    if request.method == "POST" and not (wants_json(request) or is_json(request)):
        return AsyncResponse(lambda: _page_with_notice(request, performance_id, error))
    return error_response(request, error)


async def _basket_with_notice(request: AnyRequest, performance_id: int, error: AisleError) -> AppResponse:
    visitor = await get_visitor(request, performance_id, await person_of(request))
    view = "list" if await _from_list(request) else "map"
    return await basket_response(request, visitor, view, await _error_notice(error, visitor), status=error.status)


async def _to_checkout_or_away(request: AnyRequest, error: AisleError, away: AppResponse) -> AppResponse:
    """Redirect a person who holds seats to the checkout, although their admission has expired; return `away` to
    others."""
    performance_id = request.path_params["performance_id"]
    if await live_hold(performance_id, await person_of(request)):
        return Redirect(seats_page(performance_id, "checkout"), status_code=303, headers=PRIVATE)
    return away


async def _from_list(request: AnyRequest) -> bool:
    return not is_json(request) and (await request.form()).get("back") == "list"


async def _page_with_notice(request: AnyRequest, performance_id: int, error: AisleError) -> AppResponse:
    """Render the list again with the same filter, and the form with its submitted values."""
    if not await _from_list(request):
        return error_response(request, error)
    form = await request.form()
    submitted = {"typed": submitted_fields(form)} if request.url.path.endswith("/best") else {}
    visitor = await get_visitor(request, performance_id, await person_of(request))
    context = await list_context(visitor, parse_list_filter(form))
    notice = await _error_notice(error, visitor)
    return page("list.html", status=error.status, headers=PRIVATE, **context | {"says": notice} | submitted)


async def _error_notice(error: AisleError, visitor: Visitor) -> Notice:
    if isinstance(error, SeatsTaken) and not error.facts["left"]:
        return await _alternative_notice(error, visitor)
    ways = error.facts["actions"] if isinstance(error, MustWait | PassExpired) else []
    return Notice(
        "warn" if error.status == 409 else "bad", error.title, error.detail, ways, button=_remaining_button(error)
    )


async def _alternative_notice(error: SeatsTaken, visitor: Visitor) -> Notice:
    """Build the notice for requested seats of which none is left, with a button that takes the nearest open ones."""
    nearest = await nearest_alternative(visitor.performance, visitor.person, error.facts["seats"])
    if nearest is None:
        return Notice("warn", error.title, error.detail)
    plan_seats = await get_plan_seats(visitor.performance.plan)
    spaces = sum(plan_seats[idx].wheelchair for idx in nearest.seats)
    button = take_button(nearest.label, nearest.seats, error.facts.get("instead", ()), spaces)
    return Notice("warn", error.title, sentences(error.detail, nearest_text(nearest)), button=button)


def _remaining_button(error: AisleError) -> NoticeButton | None:
    """Return a button that takes the refused seats that are still open, replacing the same seats; None without any."""
    left, names, replacing = error.facts.get("left"), error.facts.get("left_words"), error.facts.get("instead", ())
    if left and names:
        button = take_button(names, left, replacing, error.facts.get("wheelchairs", 0))
        if isinstance(error, WholeTable):
            return msgspec.structs.replace(button, label=message("Take the whole table"))
        return button
    if places := error.facts.get("places_left"):
        return places_button(error.facts["area"], places, replacing)
    return None
