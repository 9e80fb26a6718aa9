"""A refusal on a performance's pages: beside the seats, in words, with the way to what can still be had."""

from app.errors import HouseError
from app.seating.answers import basket_answer
from app.seating.asked import read_asked
from app.seating.listing import list_context
from app.seating.says import Button, Says, take_button
from app.seating.typed import typed_in
from app.seating.wish import seats_page
from app.web.later import Later
from app.web.reading import AnyRequest, is_json
from app.web.refusals import Answer, refuse
from app.web.render import PRIVATE, page, wants_fragment, wants_json
from app.web.sessions import person_of


def refuse_on_seats(request: AnyRequest, no: HouseError) -> Answer:
    """HTMX gets the basket with the words in it, a form without script its page again; the rest as everywhere."""
    performance_id = request.path_params.get("performance_id")
    if not isinstance(performance_id, int) or no.status in (404, 503):
        return refuse(request, no)
    if wants_fragment(request):
        return Later(lambda: _basket_with_words(request, performance_id, no))
    no.facts.setdefault("actions", [("Back to the seats", seats_page(performance_id, "map"))])
    if request.method == "POST" and not (wants_json(request) or is_json(request)):
        return Later(lambda: _page_with_words(request, performance_id, no))
    return refuse(request, no)


async def _basket_with_words(request: AnyRequest, performance_id: int, no: HouseError) -> Answer:
    view = "list" if await _from_list(request) else "map"
    return await basket_answer(request, performance_id, await person_of(request), view, _in_words(no), status=no.status)


async def _from_list(request: AnyRequest) -> bool:
    return not is_json(request) and (await request.form()).get("back") == "list"


async def _page_with_words(request: AnyRequest, performance_id: int, no: HouseError) -> Answer:
    """The list again, as it was narrowed, with what was typed still in the form."""
    if not await _from_list(request):
        return refuse(request, no)
    form = await request.form()
    typed = {"typed": typed_in(form)} if request.url.path.endswith("/best") else {}
    context = await list_context(performance_id, await person_of(request), read_asked(form))
    return page("list.html", status=no.status, headers=PRIVATE, **context | {"says": _in_words(no)} | typed)


def _in_words(no: HouseError) -> Says:
    return Says("warn" if no.status == 409 else "bad", no.title, no.says, button=_way_out(no))


def _way_out(no: HouseError) -> Button | None:
    """What of a refused wish can still be had."""
    left, words = no.facts.get("left"), no.facts.get("left_words")
    if left and words:
        return take_button(words, left, no.facts.get("instead", ()), no.facts.get("wheelchairs", 0))
    if places := no.facts.get("places_left"):
        return Button(f"Take {places}", "holds", [("area", str(no.facts["area"])), ("count", str(places))])
    return None
