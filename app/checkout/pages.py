"""The way from a hold to the tickets."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.checkout.answers import checkout_answer, order_answer, placed_answer, refuse_checkout
from app.checkout.form import read_form
from app.checkout.order_view import order_behind
from app.checkout.orders import open_order
from app.errors import HouseError
from app.seating.holds import lift_hold
from app.tickets.tickets import tickets_of
from app.web.limits import limit
from app.web.reading import AnyRequest
from app.web.refusals import Answer


@get("/performances/{performance_id:int}/checkout")
async def show_checkout(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Answer:
    """Who is it for? The clock is lifted to at least five minutes, once."""
    limit(request, "checkout", person, most=60)
    await lift_hold(performance_id, person)
    return await checkout_answer(request, performance_id, person)


@post("/performances/{performance_id:int}/orders")
async def place_order(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> Answer:
    """The hold becomes an order, however often this is sent."""
    limit(request, "orders", person, most=20)
    form = await read_form(request)
    receipt = await open_order(performance_id, person, form.name, form.email, hold_id=form.hold, total=form.total)
    return placed_answer(request, receipt)


@get("/orders/{performance_id:int}/{link:str}")
async def show_order(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> Answer:
    """The order and its tickets, for whoever has the link."""
    order = await order_behind(performance_id, link)
    return await order_answer(request, order, await tickets_of(performance_id, order.id))


checkout = Router(
    "/", route_handlers=[show_checkout, place_order, show_order], exception_handlers={HouseError: refuse_checkout}
)
