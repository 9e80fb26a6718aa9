"""A refusal on a performance's pages: beside the seats, in words, with the way to what can still be had."""

from litestar.response import Redirect

from app.errors import AisleError
from app.seating.best.alternatives import nearest_to
from app.seating.context import known
from app.seating.errors import SeatsTaken
from app.seating.forms import seats_page
from app.seating.holds.hold import live_hold
from app.seating.plan.seats import picture_of
from app.seating.responses import basket_answer
from app.seating.says import Button, Says, places_button, take_button
from app.seating.seat_list.filters import read_asked
from app.seating.seat_list.page import list_context
from app.seating.seat_list.typed import typed_in
from app.waiting_room.access import turned_away, where_inside
from app.waiting_room.errors import MustWait, PassOver
from app.web.error_responses import AppResponse, refuse
from app.web.later import Later
from app.web.parsing import AnyRequest, is_json
from app.web.render import PRIVATE, page, wants_fragment, wants_json
from app.web.sessions import person_of


def refuse_on_seats(request: AnyRequest, no: AisleError) -> AppResponse:
    """HTMX gets the basket with the words in it, a form without script its page again; the rest as everywhere."""
    performance_id = request.path_params.get("performance_id")
    if away := turned_away(request, no):
        return Later(lambda: _to_what_they_hold(request, no, away)) if isinstance(no, PassOver) else away
    if not isinstance(performance_id, int) or no.status in (404, 503):
        return refuse(request, no)
    if wants_fragment(request):
        return Later(lambda: _basket_with_words(request, performance_id, no))
    no.facts.setdefault("actions", [("Back to the seats", seats_page(performance_id, "map"))])
    if request.method == "POST" and not (wants_json(request) or is_json(request)):
        return Later(lambda: _page_with_words(request, performance_id, no))
    return refuse(request, no)


async def _basket_with_words(request: AnyRequest, performance_id: int, no: AisleError) -> AppResponse:
    view, person = "list" if await _from_list(request) else "map", await person_of(request)
    says = await _in_words(no, performance_id, person)
    return await basket_answer(request, performance_id, person, view, says, status=no.status)


async def _to_what_they_hold(request: AnyRequest, no: AisleError, away: AppResponse) -> AppResponse:
    """Whose time inside is over may still pay for the seats they hold: the way there, not to the waiting room."""
    performance_id = request.path_params["performance_id"]
    if await live_hold(performance_id, await person_of(request)):
        return Redirect(seats_page(performance_id, "checkout"), status_code=303, headers=PRIVATE)
    return away


async def _from_list(request: AnyRequest) -> bool:
    return not is_json(request) and (await request.form()).get("back") == "list"


async def _page_with_words(request: AnyRequest, performance_id: int, no: AisleError) -> AppResponse:
    """The list again, as it was narrowed, with what was typed still in the form."""
    if not await _from_list(request):
        return refuse(request, no)
    form = await request.form()
    typed = {"typed": typed_in(form)} if request.url.path.endswith("/best") else {}
    person = await person_of(request)
    context = await list_context(performance_id, person, read_asked(form))
    context |= await where_inside(request, performance_id, person)
    says = await _in_words(no, performance_id, person)
    return page("list.html", status=no.status, headers=PRIVATE, **context | {"says": says} | typed)


async def _in_words(no: AisleError, performance_id: int, person: str) -> Says:
    if isinstance(no, SeatsTaken) and not no.facts["left"]:
        return await _nearest_instead(no, performance_id, person)
    ways = no.facts["actions"] if isinstance(no, MustWait | PassOver) else []
    return Says("warn" if no.status == 409 else "bad", no.title, no.message, ways, button=_way_out(no))


async def _nearest_instead(no: SeatsTaken, performance_id: int, person: str) -> Says:
    """Of the wish nothing is left: then the nearest there is. That may go as well, and is answered alike."""
    show = await known(performance_id)
    nearest = await nearest_to(show, person, no.facts["seats"])
    if nearest is None:
        return Says("warn", no.title, no.message)
    picture = await picture_of(show.plan)
    spaces = sum(picture[idx].wheelchair for idx in nearest.seats)
    button = take_button(nearest.words, nearest.seats, no.facts.get("instead", ()), spaces)
    are = "is" if len(nearest.seats) == 1 else "are"
    return Says("warn", no.title, f"{no.message} The nearest {are} {nearest.words}.", button=button)


def _way_out(no: AisleError) -> Button | None:
    """What of a refused wish can still be had, in place of what it was to be instead of."""
    left, words, instead = no.facts.get("left"), no.facts.get("left_words"), no.facts.get("instead", ())
    if left and words:
        return take_button(words, left, instead, no.facts.get("wheelchairs", 0))
    if places := no.facts.get("places_left"):
        return places_button(no.facts["area"], places, instead)
    return None
