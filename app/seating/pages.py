"""A performance's page, its list, its basket, and the one door for holds."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.errors import AisleError
from app.seating.best_endpoint import find_best, found_answer
from app.seating.context import known, map_context
from app.seating.error_pages import refuse_on_seats
from app.seating.forms import numbers, page_before, read_search, read_types, read_wish
from app.seating.holds.hold import choose_type, extend_hold, hold_places
from app.seating.holds.release import given_back, return_seats
from app.seating.holds.take import take_as_good
from app.seating.responses import basket_answer
from app.seating.says import Says
from app.seating.seat_list.filters import read_asked
from app.seating.seat_list.page import list_context
from app.seating.told import tell
from app.waiting_room.access import let_finish, let_in, where_inside
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit
from app.web.render import PRIVATE, page


@get("/{performance_id:int}")
async def show_map(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """The whole house on a map, and the basket beside it."""
    await let_in(request, performance_id, person)
    inside = await where_inside(request, performance_id, person)
    return page("performance.html", headers=PRIVATE, **await map_context(performance_id, person), **inside)


@get("/{performance_id:int}/list")
async def show_list(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """The same house as a list; works without script."""
    await let_in(request, performance_id, person)
    context = await list_context(performance_id, person, read_asked(request.query_params))
    context |= await where_inside(request, performance_id, person)
    if "told" in request.query_params and (says := await tell(performance_id, person)):
        context["says"] = says
    return page("list.html", headers=PRIVATE, **context)


@get("/{performance_id:int}/basket")
async def show_basket(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str], view: FromQuery[str] = "map",
    lost: FromQuery[str] = "",
) -> AppResponse:  # fmt: skip
    """What this person holds now, and what may be had for seats that somebody else has got."""
    if lost:
        limit(request, "basket", person, max_requests=60)
    return await basket_answer(request, performance_id, person, view, lost=numbers([lost]))


@post("/{performance_id:int}/holds", status_code=200)
async def take(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Takes seats, or so many places of a standing area; all or none."""
    limit(request, "holds", person, max_requests=60)
    wish, show = await read_wish(request), await known(performance_id)
    await let_in(request, performance_id, person)
    instead = await given_back(show, person, wish.instead)
    if wish.area is None:
        seats, spaces = wish.seats or [], wish.wheelchairs
        hold = await take_as_good(show, person, seats, wish.plan, wheelchairs=spaces, instead=instead)
    else:
        hold = await hold_places(show.id, person, wish.area, wish.count, wish.plan, instead=instead)
    back = await page_before(request, performance_id, wish.back)
    return await basket_answer(request, performance_id, person, wish.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/best", status_code=200)
async def take_the_best(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """The house chooses, says why, and can be asked for others."""
    limit(request, "holds", person, max_requests=60)
    search, show = await read_search(request), await known(performance_id)
    await let_in(request, performance_id, person)
    best = await find_best(show, person, search)
    return await found_answer(request, show, person, search, best)


@post("/{performance_id:int}/holds/types", status_code=200)
async def choose(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """These seats are of another ticket type from now on."""
    limit(request, "types", person, max_requests=60)
    wish = await read_types(request)
    await let_finish(request, performance_id, person)
    hold = await choose_type(performance_id, person, wish.of_them, wish.type)
    back = await page_before(request, performance_id, wish.back)
    return await basket_answer(request, performance_id, person, wish.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/returns", status_code=200)
async def give_back(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Gives back the named seats, or all of the hold."""
    limit(request, "returns", person, max_requests=60)
    wish = await read_wish(request)
    await return_seats(await known(performance_id), person, wish.seats)
    back = await page_before(request, performance_id, wish.back)
    return await basket_answer(request, performance_id, person, wish.back, back=back)


@post("/{performance_id:int}/holds/extensions", status_code=200)
async def take_five_more(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Five more minutes, once."""
    limit(request, "extensions", person, max_requests=20)
    wish = await read_wish(request)
    await let_finish(request, performance_id, person)
    await extend_hold(performance_id, person)
    says, back = Says("good", "Five more minutes."), await page_before(request, performance_id, wish.back)
    return await basket_answer(request, performance_id, person, wish.back, says, back=back)


seating = Router(
    "/performances",
    route_handlers=[show_map, show_list, show_basket, take, take_the_best, choose, give_back, take_five_more],
    exception_handlers={AisleError: refuse_on_seats},
)
