"""The way from a hold to the order, and the door to pay it."""

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.checkout.errors import EmptyBasket, HoldEnded
from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt, get_latest_order
from app.checkout.responses import SECRET_LINK_HEADERS, client_secret_response
from app.errors import AisleError
from app.events.catalog import get_public_performance
from app.seating.basket import get_basket
from app.seating.context import map_context
from app.seating.holds.hold import ensure_checkout_time
from app.seating.notices import Notice
from app.seating.responses import basket_json
from app.seating.visitor import get_visitor
from app.waiting_room.access import redirect_to_waiting_room, require_admission_or_hold
from app.web.error_responses import AppResponse, AsyncResponse, error_response
from app.web.parsing import AnyRequest, is_json, parse_number, read_json
from app.web.rate_limits import limit
from app.web.render import PRIVATE, page, wants_json
from app.web.sessions import person_of

ORDERED_TEXT = "You hold no seats just now. What you ordered is kept on the page of your order."
UNPAID_TEXT = "You hold no seats just now. The ones you ordered stay yours while the order waits for its payment."


class OrderForm(msgspec.Struct, frozen=True):
    """As typed, not judged yet. `hold`: the hold the form was drawn for. `total`: the sum it showed, in minor units."""

    name: str = ""
    email: str = ""
    hold: int | None = None
    total: int | None = None


async def read_order_form(request: AnyRequest) -> OrderForm:
    """The order form, or its JSON. Raises BadInput when it is neither."""
    if is_json(request):
        return await read_json(request, OrderForm, "an order")
    sent = await request.form()
    fields = ("name", "email", "hold", "total")
    name, email, hold, total = (value if isinstance(value := sent.get(field), str) else "" for field in fields)
    number = parse_number(hold, "A hold") if hold else None
    return OrderForm(name, email, number, parse_number(total, "A total") if total else None)


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


async def checkout_response(
    request: AnyRequest,
    performance_id: int,
    person: str,
    form: OrderForm | None = None,
    error: AisleError | None = None,
) -> AppResponse:
    """The checkout page; after a refusal with everything that was typed and the words. Raises EmptyBasket."""
    performance = await get_public_performance(performance_id)
    basket = await get_basket(performance, person)
    if basket is None:
        raise EmptyBasket()
    if wants_json(request):
        return Response(basket_json(basket), headers=PRIVATE)
    errors = error.facts.get("fields", {}) if error else {}
    says = Notice("bad", error.title, error.message) if error and not errors else None
    shown = {"performance": performance, "basket": basket, "form": form or OrderForm(), "errors": errors, "says": says}
    return page("checkout.html", status=error.status if error else 200, headers=PRIVATE, **shown)


async def seats_response(request: AnyRequest, performance_id: int, person: str, error: AisleError) -> Template:
    """The seats again, with the words in the basket; and the way to the order where this person has one."""
    order = await get_latest_order(performance_id, person)
    says = Notice("warn", error.title, error.message)
    if order and isinstance(error, EmptyBasket | HoldEnded):  # "your time is over" may not be what happened to them
        words = UNPAID_TEXT if order.state == "pending" else ORDERED_TEXT
        says = Notice("calm", "Nothing in your basket", words, [("Show your order", order.address)])
    context = await map_context(await get_visitor(request, performance_id, person)) | {"says": says}
    return page("performance.html", status=error.status, headers=PRIVATE, **context)


async def placed_order_response(request: AnyRequest, receipt: Receipt, person: str) -> AppResponse:
    """On to the order's page; a program is told where that is, and how to pay what is still to be paid."""
    if not wants_json(request):
        return Redirect(receipt.address, status_code=303, headers=SECRET_LINK_HEADERS)
    if receipt.state == "pending":
        return await client_secret_response(receipt.performance_id, receipt.id, receipt.address, receipt.pay_by, person)
    told = {"reference": receipt.reference, "state": receipt.state, "page": receipt.address}
    return Response(told, status_code=201, headers=SECRET_LINK_HEADERS)


def checkout_error_response(request: AnyRequest, error: AisleError) -> AppResponse:
    """A refusal on the way to the order: where the hold lives, the form again; where it does not, the seats again."""
    performance_id = request.path_params.get("performance_id")
    if away := redirect_to_waiting_room(request, error):
        return away
    if wants_json(request) or not isinstance(performance_id, int) or error.status in (404, 503):
        return error_response(request, error)

    async def draw() -> AppResponse:
        person = await person_of(request)
        if request.method == "GET" or isinstance(error, EmptyBasket | HoldEnded):
            return await seats_response(request, performance_id, person, error)
        form = OrderForm() if error.status == 400 else await read_order_form(request)
        try:
            return await checkout_response(request, performance_id, person, form, error)
        except EmptyBasket:
            return await seats_response(request, performance_id, person, error)

    return AsyncResponse(draw)


checkout = Router(
    "/performances",
    route_handlers=[show_checkout, place_order],
    exception_handlers={AisleError: checkout_error_response},
)
