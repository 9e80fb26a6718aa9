"""Responses shared by the pages of checkout and of orders: the client secret to pay with, and the order itself."""

from datetime import datetime
from typing import Any

from litestar import Response

from app.checkout.orders.view import Order
from app.checkout.settlement.payment_intents import get_client_secret
from app.errors import AisleError
from app.events.catalog import get_public_performance
from app.tickets.tickets import TicketView
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, format_time, page, wants_json

SECRET_LINK_HEADERS = {**PRIVATE, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""For a page whose address is secret: not stored by caches, not sent as a referrer, not indexed."""


async def client_secret_response(
    performance_id: int, order_id: int, address: str, pay_by: datetime | None, person: str
) -> Response[Any]:
    """Answer with what a browser needs to pay a pending order. Raises the errors of `get_client_secret`, with the
    page's address added."""
    try:
        secret = await get_client_secret(performance_id, order_id, actor=f"person:{person}")
    except AisleError as error:
        error.facts.update(page=address)
        raise
    performance = await get_public_performance(performance_id)
    words = format_time(pay_by, performance.time_zone) if pay_by else ""
    body = {"state": "pending", "page": address, "secret": secret, "pay_by": pay_by, "pay_by_words": words}
    return Response(body, status_code=201, headers=SECRET_LINK_HEADERS)


async def order_response(request: AnyRequest, order: Order, tickets: list[TicketView]) -> AppResponse:
    """Render the order with its tickets, or answer with them as JSON."""
    if wants_json(request):
        fields = [ticket.public_fields for ticket in tickets]
        return Response({"order": order, "tickets": fields}, headers=SECRET_LINK_HEADERS)
    performance = await get_public_performance(order.performance_id)
    return page("order.html", headers=SECRET_LINK_HEADERS, performance=performance, order=order, tickets=tickets)
