"""An order's page: what it waits for, its tickets, its papers. Whoever has the link may do all of this."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.checkout.errors import NothingToPay, NoTickets, PaymentProcessing
from app.checkout.orders.view import Order, get_order_by_link
from app.checkout.responses import SECRET_LINK_HEADERS, client_secret_response, order_response
from app.checkout.settlement.settlement import reconcile_order, request_reconciliation
from app.events.catalog import get_public_performance
from app.settings import settings
from app.tickets.calendar import order_calendar
from app.tickets.pdf import render_tickets_pdf
from app.tickets.tickets import TicketView, get_tickets
from app.venues.seat_names import merge_equal_places
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit


@get("/")
async def show_order(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The order and its tickets. Who comes back from a bank's own page brings a secret in the address: it goes."""
    order = await get_order_by_link(performance_id, link)
    if "payment_intent" in request.query_params:
        await request_reconciliation(performance_id, order.id)
        return _back(order.address)
    return await order_response(request, order, await get_tickets(performance_id, order.id))


@post("/payments")
async def pay(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The secret with which the browser pays a pending order: each time of the same intent."""
    limit(request, "payments", person, max_requests=20)
    order = await get_order_by_link(performance_id, link)
    if order.state != "pending":
        raise NothingToPay()
    return await client_secret_response(order.performance_id, order.id, order.address, order.pay_by, person)


@post("/checks")
async def check_payment(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The browser has asked the bank: a worker looks within a second, whatever becomes of the webhook."""
    limit(request, "checks", person, max_requests=20)
    order = await get_order_by_link(performance_id, link)
    await request_reconciliation(performance_id, order.id)
    return _back(order.address)


@post("/cancellations")
async def cancel_order(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The fan gives the seats of a pending order back. While a payment may still succeed they stay."""
    limit(request, "cancellations", person, max_requests=20)
    order = await get_order_by_link(performance_id, link)
    if order.state == "pending":
        outcome = await reconcile_order(performance_id, order.id, ending=True, actor=f"person:{person}")
        if outcome == "waiting":
            raise PaymentProcessing()
    return _back(order.address)


@get("/tickets.pdf")
async def show_tickets_pdf(performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The valid tickets, to print: one page each, with the code that does not change."""
    order, good = await _good_tickets(performance_id, link)
    paper = await render_tickets_pdf(await get_public_performance(performance_id), order.reference, good)
    return _file(paper, "application/pdf", f"tickets-{order.reference}.pdf", "inline")


@get("/calendar.ics")
async def show_calendar(performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The evening, for a calendar."""
    order, good = await _good_tickets(performance_id, link)
    address, places = settings().aisle_site_url + order.address, merge_equal_places([ticket.place for ticket in good])
    told = order_calendar(await get_public_performance(performance_id), order.reference, address, places)
    return _file(told, "text/calendar", f"{order.reference}.ics", "attachment")


async def _good_tickets(performance_id: int, link: str) -> tuple[Order, list[TicketView]]:
    order = await get_order_by_link(performance_id, link)
    good = [ticket for ticket in await get_tickets(performance_id, order.id) if ticket.state == "valid"]
    if not good:
        raise NoTickets()
    return order, good


def _back(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=SECRET_LINK_HEADERS)


def _file(content: bytes, kind: str, name: str, how: str) -> Response[Any]:
    headers = {**SECRET_LINK_HEADERS, "Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


orders = Router(
    "/orders/{performance_id:int}/{link:str}",
    route_handlers=[show_order, pay, check_payment, cancel_order, show_tickets_pdf, show_calendar],
)
