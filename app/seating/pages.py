"""A performance's page, its list, its basket, and the one door for holds."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.errors import AisleError
from app.seating.best_endpoint import best_response, hold_best
from app.seating.context import get_public_performance, map_context
from app.seating.error_pages import handle_seating_error
from app.seating.forms import parse_numbers, read_best_request, read_hold_request, read_type_request, return_address
from app.seating.holds.hold import choose_type, extend_hold, hold_places
from app.seating.holds.release import expand_release, release_with_dependents
from app.seating.holds.take import take_seats
from app.seating.responses import basket_response
from app.seating.says import Notice
from app.seating.seat_list.filters import parse_list_filter
from app.seating.seat_list.page import list_context
from app.seating.told import pop_flash
from app.waiting_room.access import admission_context, require_admission, require_admission_or_hold
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit
from app.web.render import PRIVATE, page


@get("/{performance_id:int}")
async def show_map(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """The whole house on a map, and the basket beside it."""
    await require_admission(request, performance_id, person)
    inside = await admission_context(request, performance_id, person)
    return page("performance.html", headers=PRIVATE, **await map_context(performance_id, person), **inside)


@get("/{performance_id:int}/list")
async def show_list(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """The same house as a list; works without script."""
    await require_admission(request, performance_id, person)
    context = await list_context(performance_id, person, parse_list_filter(request.query_params))
    context |= await admission_context(request, performance_id, person)
    if "told" in request.query_params and (notice := await pop_flash(performance_id, person)):
        context["says"] = notice
    return page("list.html", headers=PRIVATE, **context)


@get("/{performance_id:int}/basket")
async def show_basket(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str], view: FromQuery[str] = "map",
    lost: FromQuery[str] = "",
) -> AppResponse:  # fmt: skip
    """What this person holds now, and what may be had for seats that somebody else has got."""
    if lost:
        limit(request, "basket", person, max_requests=60)
    return await basket_response(request, performance_id, person, view, lost=parse_numbers([lost]))


@post("/{performance_id:int}/holds", status_code=200)
async def take(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Takes seats, or so many places of a standing area; all or none."""
    limit(request, "holds", person, max_requests=60)
    wish, performance = await read_hold_request(request), await get_public_performance(performance_id)
    await require_admission(request, performance_id, person)
    replacing = await expand_release(performance, person, wish.replacing)
    if wish.area is None:
        seats, spaces = wish.seats or [], wish.wheelchairs
        hold = await take_seats(performance, person, seats, wish.plan, wheelchairs=spaces, replacing=replacing)
    else:
        hold = await hold_places(performance.id, person, wish.area, wish.count, wish.plan, replacing=replacing)
    back = await return_address(request, performance_id, wish.back)
    return await basket_response(request, performance_id, person, wish.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/best", status_code=200)
async def take_the_best(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """The house chooses, says why, and can be asked for others."""
    limit(request, "holds", person, max_requests=60)
    search, performance = await read_best_request(request), await get_public_performance(performance_id)
    await require_admission(request, performance_id, person)
    best = await hold_best(performance, person, search)
    return await best_response(request, performance, person, search, best)


@post("/{performance_id:int}/holds/types", status_code=200)
async def choose(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """These seats are of another ticket type from now on."""
    limit(request, "types", person, max_requests=60)
    wish = await read_type_request(request)
    await require_admission_or_hold(request, performance_id, person)
    hold = await choose_type(performance_id, person, wish.target_seats, wish.type)
    back = await return_address(request, performance_id, wish.back)
    return await basket_response(request, performance_id, person, wish.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/returns", status_code=200)
async def give_back(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Gives back the named seats, or all of the hold."""
    limit(request, "returns", person, max_requests=60)
    wish = await read_hold_request(request)
    await release_with_dependents(await get_public_performance(performance_id), person, wish.seats)
    back = await return_address(request, performance_id, wish.back)
    return await basket_response(request, performance_id, person, wish.back, back=back)


@post("/{performance_id:int}/holds/extensions", status_code=200)
async def take_five_more(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Five more minutes, once."""
    limit(request, "extensions", person, max_requests=20)
    wish = await read_hold_request(request)
    await require_admission_or_hold(request, performance_id, person)
    await extend_hold(performance_id, person)
    notice, back = Notice("good", "Five more minutes."), await return_address(request, performance_id, wish.back)
    return await basket_response(request, performance_id, person, wish.back, notice, back=back)


seating = Router(
    "/performances",
    route_handlers=[show_map, show_list, show_basket, take, take_the_best, choose, give_back, take_five_more],
    exception_handlers={AisleError: handle_seating_error},
)
