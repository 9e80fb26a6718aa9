"""HTTP endpoints of a performance: the map, the list, the basket, and the verbs of holds."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.errors import AisleError
from app.language.messages import message
from app.seating.address_limits import (
    count_hold,
    limit_new_session,
    recount_hold,
    seats_at_address,
)
from app.seating.best_endpoint import best_response, hold_best
from app.seating.context import list_context, map_context
from app.seating.error_pages import handle_seating_error
from app.seating.forms import (
    parse_numbers,
    read_best_request,
    read_hold_request,
    read_type_request,
    return_address,
)
from app.seating.holds.hold import choose_type, extend_hold, live_hold
from app.seating.holds.release import release_with_dependents
from app.seating.notices import Notice, lost_seats_notice, pop_flash
from app.seating.responses import basket_response
from app.seating.seat_list.filters import parse_list_filter
from app.seating.visitor import admit_holder, admit_visitor, get_visitor
from app.seating.wanted_seats import OUTCOME, take_wanted
from app.web.error_responses import AppResponse
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest, is_json
from app.web.render import PRIVATE, page


@get("/{performance_id:int}")
async def show_map(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """Show the plan on a map, and the basket beside it."""
    visitor = await admit_visitor(request, performance_id, person)
    return page("performance.html", headers=PRIVATE, **await map_context(visitor))


@get("/{performance_id:int}/list")
async def show_list(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """Show the plan as a list, which works without JavaScript."""
    visitor = await admit_visitor(request, performance_id, person)
    context = await list_context(visitor, parse_list_filter(request.query_params))
    if "told" in request.query_params and (notice := await pop_flash(performance_id, person)):
        context["says"] = notice
    return page("list.html", headers=PRIVATE, **context)


@get("/{performance_id:int}/basket")
async def show_basket(
    request: AnyRequest,
    performance_id: FromPath[int],
    person: NamedDependency[str],
    view: FromQuery[str] = "map",
    lost: FromQuery[str] = "",
) -> AppResponse:
    """Show the person's hold, and a notice that offers other seats for `lost` ones, which another person took."""
    if lost:
        limit_person(request, "basket", person, max_requests=60)
    lost_seats, visitor = parse_numbers([lost], "lost"), await get_visitor(request, performance_id, person)
    hold = await live_hold(performance_id, person)
    notice = await lost_seats_notice(visitor.performance, person, lost_seats, hold) if lost_seats else None
    return await basket_response(request, visitor, view, notice, hold=hold)


@post("/{performance_id:int}/holds", status_code=200)
async def take(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Take seats, or a number of places of a standing area; all or none.

    After FastHoldMiddleware has done it, only answers with what that got."""
    outcome: AppResponse | Exception | None = request.scope["state"].get(OUTCOME)
    if isinstance(outcome, Exception):
        raise outcome
    if outcome is not None:
        return outcome
    visitor, wanted, hold = await take_wanted(request, performance_id, person)
    back = await return_address(request, performance_id, wanted.back)
    return await basket_response(request, visitor, wanted.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/best", status_code=200)
async def take_the_best(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Take the best seats for a party; the response gives the reason and a button for others."""
    limit_person(request, "holds", person, max_requests=60)
    await limit_new_session(request, performance_id, person)
    search = await read_best_request(request)
    visitor = await admit_visitor(request, performance_id, person)
    async with seats_at_address(request, visitor, search.party, replacing=search.replacing):
        best = await hold_best(visitor, search, typed=not is_json(request))
        count_hold(request, visitor, best.hold)
    return await best_response(request, visitor, search, best)


@post("/{performance_id:int}/holds/types", status_code=200)
async def choose(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Change the ticket type of these seats."""
    limit_person(request, "types", person, max_requests=60)
    body = await read_type_request(request)
    visitor = await admit_holder(request, performance_id, person)
    hold = await choose_type(performance_id, person, body.target_seats, body.type)
    back = await return_address(request, performance_id, body.back)
    return await basket_response(request, visitor, body.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/returns", status_code=200)
async def give_back(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Release the named seats, or all of the hold."""
    limit_person(request, "returns", person, max_requests=60)
    body = await read_hold_request(request)
    visitor = await get_visitor(request, performance_id, person)
    released = await release_with_dependents(visitor.performance, person, body.seats)
    hold = await recount_hold(request, visitor, is_released=bool(released))
    back = await return_address(request, performance_id, body.back)
    return await basket_response(request, visitor, body.back, hold=hold, back=back)


@post("/{performance_id:int}/holds/extensions", status_code=200)
async def take_five_more(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Extend the hold by five minutes, once."""
    limit_person(request, "extensions", person, max_requests=20)
    body = await read_hold_request(request)
    visitor = await admit_holder(request, performance_id, person)
    await extend_hold(performance_id, person)
    hold, back = await recount_hold(request, visitor), await return_address(request, performance_id, body.back)
    return await basket_response(
        request, visitor, body.back, Notice("good", message("Five more minutes.")), hold=hold, back=back
    )


seating = Router(
    "/performances",
    route_handlers=[show_map, show_list, show_basket, take, take_the_best, choose, give_back, take_five_more],
    exception_handlers={AisleError: handle_seating_error},
)
