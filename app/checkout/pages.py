"""The checkout page: from a hold to an order."""

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.checkout.errors import EmptyBasket, HoldEnded
from app.checkout.link_limits import known_links
from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt, get_latest_order
from app.checkout.payment_answers import PendingPayment, get_payment_answer
from app.checkout.responses import SECRET_LINK_HEADERS, payment_response
from app.errors import AisleError
from app.language.messages import message
from app.language.negotiation import request_language
from app.seating.address_limits import count_order, recount_hold
from app.seating.basket import price_hold
from app.seating.context import map_context
from app.seating.holds.hold import ensure_checkout_time
from app.seating.notices import Notice
from app.seating.responses import basket_json
from app.seating.visitor import admit_holder, get_visitor
from app.waiting_room.access import redirect_to_waiting_room, require_admission_or_hold
from app.web.error_responses import AppResponse, AsyncResponse, error_response
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest, is_json, parse_number, read_json
from app.web.render import PRIVATE, page, wants_json
from app.web.sessions import person_of

ORDERED_TEXT = message("You hold no seats just now. What you ordered is kept on the page of your order.")
UNPAID_TEXT = message(
    "You hold no seats just now. The ones you ordered stay yours while the order waits for its payment."
)


class OrderForm(msgspec.Struct, frozen=True):
    """The form as it was sent, not checked yet. `hold`: for which it was rendered; `total`: the sum it showed, in minor
    units."""

    name: str = ""
    email: str = ""
    hold: int | None = None
    total: int | None = None


async def read_order_form(request: AnyRequest) -> OrderForm:
    """Read the order form, or its JSON. Raises BadInput when the body is neither."""
    if is_json(request):
        return await read_json(request, OrderForm)
    form = await request.form()
    fields = ("name", "email", "hold", "total")
    name, email, hold, total = (value if isinstance(value := form.get(field), str) else "" for field in fields)
    hold_id = parse_number(hold, "hold") if hold else None
    return OrderForm(name, email, hold_id, parse_number(total, "total") if total else None)


@get("/{performance_id:int}/checkout")
async def show_checkout(
    request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]
) -> AppResponse:
    """Show the checkout page: name, address, payment. Extends the hold to at least five minutes, once."""
    limit_person(request, "checkout", person, max_requests=60)
    await require_admission_or_hold(request, performance_id, person)
    await ensure_checkout_time(performance_id, person)
    return await checkout_response(request, performance_id, person)


@post("/{performance_id:int}/orders")
async def place_order(request: AnyRequest, performance_id: FromPath[int], person: NamedDependency[str]) -> AppResponse:
    """Turn the hold into an order; safe to repeat. A JSON client gets the client secret to pay it with."""
    limit_person(request, "orders", person, max_requests=20)
    form = await read_order_form(request)
    visitor = await admit_holder(request, performance_id, person)
    language = request_language(request).tag
    receipt = await open_order(
        performance_id, person, form.name, form.email, hold_id=form.hold, total=form.total, language=language
    )
    known_links.add(receipt.address)
    if receipt.new_seats and receipt.pay_by:
        is_sold = receipt.state != "pending"
        count_order(request, visitor, receipt.id, receipt.new_seats, receipt.pay_by, is_sold=is_sold)
    return await placed_order_response(request, receipt, person)


async def checkout_response(
    request: AnyRequest,
    performance_id: int,
    person: str,
    form: OrderForm | None = None,
    error: AisleError | None = None,
) -> AppResponse:
    """Render the checkout page; after an `error` with its message and everything that was typed. Raises EmptyBasket."""
    visitor = await get_visitor(request, performance_id, person)
    hold = await recount_hold(request, visitor)  # opening the page may have extended it
    if hold is None:
        raise EmptyBasket()
    basket = await price_hold(visitor.performance, hold)
    if wants_json(request):
        return Response(basket_json(visitor.language, basket), headers=PRIVATE)
    errors = error.facts.get("fields", {}) if error else {}
    notice = Notice("bad", error.title, error.detail) if error and not errors else None
    context = {
        "performance": visitor.performance,
        "basket": basket,
        "form": form or OrderForm(),
        "errors": errors,
        "says": notice,
    }
    return page("checkout.html", status=error.status if error else 200, headers=PRIVATE, **context)


async def seats_response(request: AnyRequest, performance_id: int, person: str, error: AisleError) -> Template:
    """Render the seat map again, with the error in the basket, and a link to the person's order where they have one."""
    order = await get_latest_order(performance_id, person)
    notice = Notice("warn", error.title, error.detail)
    # "your time is over" may be wrong: perhaps they have ordered
    if order and isinstance(error, EmptyBasket | HoldEnded):
        words = UNPAID_TEXT if order.state == "pending" else ORDERED_TEXT
        notice = Notice("calm", message("Nothing in your basket"), words, [(message("Show your order"), order.address)])
    context = await map_context(await get_visitor(request, performance_id, person)) | {"says": notice}
    return page("performance.html", status=error.status, headers=PRIVATE, **context)


async def placed_order_response(request: AnyRequest, receipt: Receipt, person: str) -> AppResponse:
    """Redirect to the order's page; a JSON client gets its address, and the client secret where there is something to
    pay."""
    if not wants_json(request):
        return Redirect(receipt.address, status_code=303, headers=SECRET_LINK_HEADERS)
    if receipt.state == "pending":
        payment = PendingPayment(receipt.performance_id, receipt.id, receipt.address, receipt.pay_by, person)
        return payment_response(await get_payment_answer(payment))
    body = {"reference": receipt.reference, "state": receipt.state, "page": receipt.address}
    return Response(body, status_code=201, headers=SECRET_LINK_HEADERS)


def checkout_error_response(request: AnyRequest, error: AisleError) -> AppResponse:
    """Answer an error of checkout: with the form again while the hold is live, else with the seat map."""
    performance_id = request.path_params.get("performance_id")
    if redirect := redirect_to_waiting_room(request, error):
        return redirect
    if wants_json(request) or not isinstance(performance_id, int) or error.status in (404, 503):
        return error_response(request, error)

    async def render() -> AppResponse:
        person = await person_of(request)
        if request.method == "GET" or isinstance(error, EmptyBasket | HoldEnded):
            return await seats_response(request, performance_id, person, error)
        form = OrderForm() if error.status == 400 else await read_order_form(request)
        try:
            return await checkout_response(request, performance_id, person, form, error)
        except EmptyBasket:
            return await seats_response(request, performance_id, person, error)

    return AsyncResponse(render)


checkout = Router(
    "/performances",
    route_handlers=[show_checkout, place_order],
    exception_handlers={AisleError: checkout_error_response},
)
