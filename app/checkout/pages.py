"""The way from a hold to the order, and the door to pay it."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.checkout.form import read_order_form
from app.checkout.orders import open_order
from app.checkout.responses import checkout_error_response, checkout_response, placed_order_response
from app.errors import AisleError
from app.seating.holds.hold import ensure_checkout_time
from app.waiting_room.access import require_admission_or_hold
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit


@get("/{performance_id:int}/checkout")
async def show_checkout(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Who is it for, and how is it paid? The clock is lifted to at least five minutes, once."""
    limit(request, "checkout", person, max_requests=60)
    await require_admission_or_hold(request, performance_id, person)
    await ensure_checkout_time(performance_id, person)
    return await checkout_response(request, performance_id, person)


@post("/{performance_id:int}/orders")
async def place_order(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """The hold becomes an order, however often this is sent; a program is given the secret to pay it with."""
    limit(request, "orders", person, max_requests=20)
    form = await read_order_form(request)
    await require_admission_or_hold(request, performance_id, person)
    receipt = await open_order(performance_id, person, form.name, form.email, hold_id=form.hold, total=form.total)
    return await placed_order_response(request, receipt, person)


checkout = Router(
    "/performances",
    route_handlers=[show_checkout, place_order],
    exception_handlers={AisleError: checkout_error_response},
)
