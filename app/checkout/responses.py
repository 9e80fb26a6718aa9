"""What checkout answers: the page with what was typed, the seats again with words, the order, or JSON."""

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
"""For a page whose address is its key: kept nowhere, told to nobody."""


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
