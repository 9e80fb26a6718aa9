"""What checkout answers: the page with what was typed, the seats again with words, the order, or JSON."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.response import Redirect, Template

from app.checkout.errors import EmptyBasket, HoldGone
from app.checkout.form import Form, read_form
from app.checkout.order_queries import Receipt, latest_order
from app.checkout.order_view import Order
from app.checkout.payment_intents import secret_to_pay
from app.errors import AisleError
from app.seating.basket import basket_of
from app.seating.context import known, map_context
from app.seating.responses import basket_json
from app.seating.says import Says
from app.tickets.tickets import TicketView
from app.waiting_room.access import turned_away, where_inside
from app.web.error_responses import AppResponse, refuse
from app.web.later import Later
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, clock, page, wants_json
from app.web.sessions import person_of

ORDERED = "You hold no seats just now. What you ordered is kept on the page of your order."
TO_PAY = "You hold no seats just now. The ones you ordered stay yours while the order waits for its payment."
SECRET_ADDRESS = {**PRIVATE, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""For a page whose address is its key: kept nowhere, told to nobody."""


async def checkout_answer(
    request: AnyRequest, performance_id: int, person: str, form: Form | None = None, no: AisleError | None = None
) -> AppResponse:
    """The checkout page; after a refusal with everything that was typed and the words. Raises EmptyBasket."""
    show = await known(performance_id)
    basket = await basket_of(performance_id, person, show.plan)
    if basket is None:
        raise EmptyBasket()
    if wants_json(request):
        return Response(basket_json(basket), headers=PRIVATE)
    errors = no.facts.get("fields", {}) if no else {}
    says = Says("bad", no.title, no.message) if no and not errors else None
    shown = {"performance": show, "basket": basket, "form": form or Form(), "errors": errors, "says": says}
    return page("checkout.html", status=no.status if no else 200, headers=PRIVATE, **shown)


async def seats_answer(request: AnyRequest, performance_id: int, person: str, no: AisleError) -> Template:
    """The seats again, with the words in the basket; and the way to the order where this person has one."""
    order = await latest_order(performance_id, person)
    says = Says("warn", no.title, no.message)
    if order and isinstance(no, EmptyBasket | HoldGone):  # "your time is over" may not be what happened to them
        words = TO_PAY if order.state == "pending" else ORDERED
        says = Says("calm", "Nothing in your basket", words, [("Show your order", order.address)])
    context = await map_context(performance_id, person) | {"says": says}
    context |= await where_inside(request, performance_id, person)
    return page("performance.html", status=no.status, headers=PRIVATE, **context)


async def placed_answer(request: AnyRequest, receipt: Receipt, person: str) -> AppResponse:
    """On to the order's page; a program is told where that is, and how to pay what is still to be paid."""
    if not wants_json(request):
        return Redirect(receipt.address, status_code=303, headers=SECRET_ADDRESS)
    if receipt.state == "pending":
        return await secret_answer(receipt.performance_id, receipt.id, receipt.address, receipt.pay_by, person)
    told = {"reference": receipt.reference, "state": receipt.state, "page": receipt.address}
    return Response(told, status_code=201, headers=SECRET_ADDRESS)


async def secret_answer(
    performance_id: int, order_id: int, address: str, pay_by: datetime | None, person: str
) -> Response[Any]:
    """What a browser needs to pay a pending order. Raises what `secret_to_pay` raises, with the order's page in it."""
    try:
        secret = await secret_to_pay(performance_id, order_id, actor=f"person:{person}")
    except AisleError as no:
        no.facts.update(page=address)
        raise
    show = await known(performance_id)
    words = clock(pay_by, show.time_zone) if pay_by else ""
    told = {"state": "pending", "page": address, "secret": secret, "pay_by": pay_by, "pay_by_words": words}
    return Response(told, status_code=201, headers=SECRET_ADDRESS)


async def order_answer(request: AnyRequest, order: Order, tickets: list[TicketView]) -> AppResponse:
    """The order with its tickets."""
    if wants_json(request):
        told = [ticket.facts for ticket in tickets]
        return Response({"order": order, "tickets": told}, headers=SECRET_ADDRESS)
    show = await known(order.performance_id)
    return page("order.html", headers=SECRET_ADDRESS, performance=show, order=order, tickets=tickets)


def refuse_checkout(request: AnyRequest, no: AisleError) -> AppResponse:
    """A refusal on the way to the order: where the hold lives, the form again; where it does not, the seats again."""
    performance_id = request.path_params.get("performance_id")
    if away := turned_away(request, no):
        return away
    if wants_json(request) or not isinstance(performance_id, int) or no.status in (404, 503):
        return refuse(request, no)

    async def draw() -> AppResponse:
        person = await person_of(request)
        if request.method == "GET" or isinstance(no, EmptyBasket | HoldGone):
            return await seats_answer(request, performance_id, person, no)
        form = Form() if no.status == 400 else await read_form(request)
        try:
            return await checkout_answer(request, performance_id, person, form, no)
        except EmptyBasket:
            return await seats_answer(request, performance_id, person, no)

    return Later(draw)
