"""The way from a hold to the order, and the door to pay it."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.checkout.form import read_form
from app.checkout.orders import open_order
from app.checkout.responses import checkout_answer, placed_answer, refuse_checkout
from app.errors import AisleError
from app.seating.holds.hold import lift_hold
from app.waiting_room.access import let_finish
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit


@get("/{performance_id:int}/checkout")
async def show_checkout(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Who is it for, and how is it paid? The clock is lifted to at least five minutes, once."""
    limit(request, "checkout", person, max_requests=60)
    await let_finish(request, performance_id, person)
    await lift_hold(performance_id, person)
    return await checkout_answer(request, performance_id, person)


@post("/{performance_id:int}/orders")
async def place_order(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """The hold becomes an order, however often this is sent; a program is given the secret to pay it with."""
    limit(request, "orders", person, max_requests=20)
    form = await read_form(request)
    await let_finish(request, performance_id, person)
    receipt = await open_order(performance_id, person, form.name, form.email, hold_id=form.hold, total=form.total)
    return await placed_answer(request, receipt, person)


checkout = Router(
    "/performances", route_handlers=[show_checkout, place_order], exception_handlers={AisleError: refuse_checkout}
)
