"""A performance's page, its list, its basket, and the one door for holds."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.errors import HouseError
from app.seating.answers import basket_answer, refuse_on_seats
from app.seating.holds import extend_hold, hold_seats, release_seats
from app.seating.says import Says
from app.seating.views import list_context, map_context
from app.seating.wish import read_wish
from app.web.limits import limit
from app.web.reading import AnyRequest
from app.web.refusals import Answer
from app.web.render import PRIVATE, page


@get("/{performance_id:int}")
async def show_map(performance_id: FromPath[int], person: NamedDependency[str]) -> Template:
    """The whole house on a map, and the basket beside it."""
    return page("performance.html", headers=PRIVATE, **await map_context(performance_id, person))


@get("/{performance_id:int}/list")
async def show_list(
    performance_id: FromPath[int], person: NamedDependency[str], section: FromQuery[str] = "", party: FromQuery[int] = 2
) -> Template:
    """The same house as a list; works without script."""
    return page("list.html", headers=PRIVATE, **await list_context(performance_id, person, section, party))


@get("/{performance_id:int}/basket")
async def show_basket(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str], view: FromQuery[str] = "map"
) -> Answer:
    """What this person holds now."""
    return await basket_answer(request, performance_id, person, view)


@post("/{performance_id:int}/holds", status_code=200)
async def take_seats(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Answer:
    """Takes seats, all or none."""
    limit(request, "holds", person, most=60)
    wish = await read_wish(request)
    hold = await hold_seats(performance_id, person, wish.seats or [], wish.plan)
    return await basket_answer(request, performance_id, person, wish.back, hold=hold, back=wish.page(performance_id))


@post("/{performance_id:int}/holds/returns", status_code=200)
async def give_back(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Answer:
    """Gives back the named seats, or all of the hold."""
    limit(request, "returns", person, most=60)
    wish = await read_wish(request)
    await release_seats(performance_id, person, wish.seats)
    return await basket_answer(request, performance_id, person, wish.back, back=wish.page(performance_id))


@post("/{performance_id:int}/holds/extensions", status_code=200)
async def take_five_more(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Answer:
    """Five more minutes, once."""
    limit(request, "extensions", person, most=20)
    wish = await read_wish(request)
    await extend_hold(performance_id, person)
    says, back = Says("good", "Five more minutes."), wish.page(performance_id)
    return await basket_answer(request, performance_id, person, wish.back, says, back=back)


seating = Router(
    "/performances",
    route_handlers=[show_map, show_list, show_basket, take_seats, give_back, take_five_more],
    exception_handlers={HouseError: refuse_on_seats},
)
