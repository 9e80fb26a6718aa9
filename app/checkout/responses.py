"""Responses shared by the pages of checkout and of orders: the client secret to pay with, and the order itself."""

from typing import Any

import msgspec
from litestar import Response

from app.checkout.orders.translated import translate_order, translate_tickets
from app.checkout.orders.view import Order
from app.checkout.payment_answers import PaymentAnswer
from app.events.catalog import get_public_performance
from app.language.messages import Message
from app.language.negotiation import request_language
from app.language.translator import Translator, translator
from app.tickets.tickets import TicketView
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page, wants_json

SECRET_LINK_HEADERS = {**PRIVATE, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""For a page whose address is secret: not stored by caches, not sent as a referrer, not indexed."""


def payment_response(answer: PaymentAnswer) -> Response[Any]:
    """Answer with what a browser needs to pay a pending order."""
    return Response(answer, status_code=201, headers=SECRET_LINK_HEADERS)


def _in_words(order: Order, written: Translator) -> Order:
    """Return the order with its messages written in the language of the translator."""

    def said(line: Any, field: str) -> Any:
        text = getattr(line, field, None)
        return msgspec.structs.replace(line, **{field: written.say(text)}) if isinstance(text, Message) else line

    return msgspec.structs.replace(
        order,
        lines=[said(line, "special") for line in order.lines],
        fees=[said(fee, "label") for fee in order.fees],
        tax=said(order.tax, "label"),
        included=said(order.included, "label"),
    )


async def order_response(request: AnyRequest, order: Order, tickets: list[TicketView]) -> AppResponse:
    """Render the order with its tickets, or answer with them as JSON."""
    performance = await get_public_performance(order.performance_id)
    performance = performance.in_language(request_language(request, otherwise=performance.language).tag)
    order, tickets = translate_order(order, performance), translate_tickets(tickets, performance)
    if wants_json(request):
        written = translator(request_language(request).tag)
        fields = [ticket.public_fields(written) for ticket in tickets]
        return Response({"order": _in_words(order, written), "tickets": fields}, headers=SECRET_LINK_HEADERS)
    return page("order.html", headers=SECRET_LINK_HEADERS, performance=performance, order=order, tickets=tickets)
