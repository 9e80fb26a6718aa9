"""What checkout answers: the page with what was typed, the seats again with words, the order, or JSON."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.response import Redirect, Template

from app.checkout.errors import EmptyBasket, HoldEnded
from app.checkout.form import OrderForm, read_order_form
from app.checkout.order_queries import Receipt, get_latest_order
from app.checkout.order_view import Order
from app.checkout.payment_intents import get_client_secret
from app.errors import AisleError
from app.seating.basket import get_basket
from app.seating.context import get_public_performance, map_context
from app.seating.responses import basket_json
from app.seating.says import Notice
from app.tickets.tickets import TicketView
from app.waiting_room.access import admission_context, redirect_to_waiting_room
from app.web.error_responses import AppResponse, AsyncResponse, error_response
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, format_time, page, wants_json
from app.web.sessions import person_of

ORDERED_TEXT = "You hold no seats just now. What you ordered is kept on the page of your order."
UNPAID_TEXT = "You hold no seats just now. The ones you ordered stay yours while the order waits for its payment."
SECRET_LINK_HEADERS = {**PRIVATE, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""For a page whose address is its key: kept nowhere, told to nobody."""


async def checkout_response(
    request: AnyRequest,
    performance_id: int,
    person: str,
    form: OrderForm | None = None,
    error: AisleError | None = None,
) -> AppResponse:
    """The checkout page; after a refusal with everything that was typed and the words. Raises EmptyBasket."""
    performance = await get_public_performance(performance_id)
    basket = await get_basket(performance_id, person, performance.plan)
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
    context = await map_context(performance_id, person) | {"says": says}
    context |= await admission_context(request, performance_id, person)
    return page("performance.html", status=error.status, headers=PRIVATE, **context)


async def placed_order_response(request: AnyRequest, receipt: Receipt, person: str) -> AppResponse:
    """On to the order's page; a program is told where that is, and how to pay what is still to be paid."""
    if not wants_json(request):
        return Redirect(receipt.address, status_code=303, headers=SECRET_LINK_HEADERS)
    if receipt.state == "pending":
        return await client_secret_response(receipt.performance_id, receipt.id, receipt.address, receipt.pay_by, person)
    told = {"reference": receipt.reference, "state": receipt.state, "page": receipt.address}
    return Response(told, status_code=201, headers=SECRET_LINK_HEADERS)


async def client_secret_response(
    performance_id: int, order_id: int, address: str, pay_by: datetime | None, person: str
) -> Response[Any]:
    """What a browser needs to pay a pending order. Raises what `get_client_secret` raises, with the order's page."""
    try:
        secret = await get_client_secret(performance_id, order_id, actor=f"person:{person}")
    except AisleError as no:
        no.facts.update(page=address)
        raise
    performance = await get_public_performance(performance_id)
    words = format_time(pay_by, performance.time_zone) if pay_by else ""
    told = {"state": "pending", "page": address, "secret": secret, "pay_by": pay_by, "pay_by_words": words}
    return Response(told, status_code=201, headers=SECRET_LINK_HEADERS)


async def order_response(request: AnyRequest, order: Order, tickets: list[TicketView]) -> AppResponse:
    """The order with its tickets."""
    if wants_json(request):
        told = [ticket.public_fields for ticket in tickets]
        return Response({"order": order, "tickets": told}, headers=SECRET_LINK_HEADERS)
    performance = await get_public_performance(order.performance_id)
    return page("order.html", headers=SECRET_LINK_HEADERS, performance=performance, order=order, tickets=tickets)


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
