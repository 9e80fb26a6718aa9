"""An order's page: what it waits for, its tickets, its papers. Whoever has the link may do all of this."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.checkout.errors import NothingToPay, NoTickets, StillThinking
from app.checkout.order_view import Order, order_behind
from app.checkout.responses import SECRET_ADDRESS, order_answer, secret_answer
from app.checkout.settlement import ask_soon, look_at_order
from app.seating.context import known
from app.settings import settings
from app.tickets.calendar import calendar_of
from app.tickets.pdf import print_tickets
from app.tickets.tickets import TicketView, tickets_of
from app.venues.seat_names import said_once
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest
from app.web.rate_limits import limit


@get("/")
async def show_order(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The order and its tickets. Who comes back from a bank's own page brings a secret in the address: it goes."""
    order = await order_behind(performance_id, link)
    if "payment_intent" in request.query_params:
        await ask_soon(performance_id, order.id)
        return _back(order.address)
    return await order_answer(request, order, await tickets_of(performance_id, order.id))


@post("/payments")
async def pay(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The secret with which the browser pays a pending order: each time of the same intent."""
    limit(request, "payments", person, max_requests=20)
    order = await order_behind(performance_id, link)
    if order.state != "pending":
        raise NothingToPay()
    return await secret_answer(order.performance_id, order.id, order.address, order.pay_by, person)


@post("/checks")
async def look_now(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The browser has asked the bank: a worker looks within a second, whatever becomes of the webhook."""
    limit(request, "checks", person, max_requests=20)
    order = await order_behind(performance_id, link)
    await ask_soon(performance_id, order.id)
    return _back(order.address)


@post("/cancellations")
async def give_up(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """The fan gives the seats of a pending order back. While a payment may still succeed they stay."""
    limit(request, "cancellations", person, max_requests=20)
    order = await order_behind(performance_id, link)
    if order.state == "pending":
        outcome = await look_at_order(performance_id, order.id, ending=True, actor=f"person:{person}")
        if outcome == "waiting":
            raise StillThinking()
    return _back(order.address)


@get("/tickets.pdf")
async def show_paper(performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The valid tickets, to print: one page each, with the code that does not change."""
    order, good = await _good_tickets(performance_id, link)
    paper = await print_tickets(await known(performance_id), order.reference, good)
    return _file(paper, "application/pdf", f"tickets-{order.reference}.pdf", "inline")


@get("/calendar.ics")
async def show_calendar(performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """The evening, for a calendar."""
    order, good = await _good_tickets(performance_id, link)
    address, places = settings().aisle_site_url + order.address, said_once([ticket.place for ticket in good])
    told = calendar_of(await known(performance_id), order.reference, address, places)
    return _file(told, "text/calendar", f"{order.reference}.ics", "attachment")


async def _good_tickets(performance_id: int, link: str) -> tuple[Order, list[TicketView]]:
    order = await order_behind(performance_id, link)
    good = [ticket for ticket in await tickets_of(performance_id, order.id) if ticket.state == "valid"]
    if not good:
        raise NoTickets()
    return order, good


def _back(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=SECRET_ADDRESS)


def _file(content: bytes, kind: str, name: str, how: str) -> Response[Any]:
    headers = {**SECRET_ADDRESS, "Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


orders = Router(
    "/orders/{performance_id:int}/{link:str}",
    route_handlers=[show_order, pay, look_now, give_up, show_paper, show_calendar],
)
