"""The page of an order: payment, tickets, calendar entry, cancellation. The secret link gives access to all of it."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.checkout.errors import NothingToPay, NoTickets, PaymentProcessing
from app.checkout.link_limits import count_unknown_link, find_order, limit_unknown_links
from app.checkout.orders.translated import translate_tickets
from app.checkout.orders.view import Order
from app.checkout.payment_answers import PendingPayment, get_payment_answer, recent_answers
from app.checkout.responses import SECRET_LINK_HEADERS, order_response, payment_response
from app.checkout.settlement.settlement import reconcile_order, request_reconciliation
from app.errors import NotFound, RateLimited
from app.events.catalog import Performance, get_public_performance
from app.language.negotiation import address_language
from app.seating.address_limits import end_order_count
from app.settings import settings
from app.tickets.calendar import order_calendar
from app.tickets.pdf import render_tickets_pdf
from app.tickets.tickets import TicketView, get_tickets
from app.venues.seat_names import merge_equal_places
from app.web.error_responses import AppResponse
from app.web.limits.rate_limits import WINDOW_SECONDS, exceeds_link_limit, limit_link
from app.web.parsing import AnyRequest


@get("/")
async def show_order(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """Show the order and its tickets. A redirect removes the client secret that a bank's page appends to the
    address."""
    order = await find_order(performance_id, link)
    if "payment_intent" in request.query_params:
        await request_reconciliation(performance_id, order.id)
        return _redirect(order.address)
    if order.state == "pending":
        return await order_response(request, order, [])
    _end(request, order)
    return await order_response(request, order, await get_tickets(performance_id, order.id))


@post("/payments")
async def pay(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """Answer with the client secret to pay a pending order: of the same intent each time.

    Beyond the limit the last answer is repeated, where this process has a recent one."""
    if exceeds_link_limit(request, "payments", link, max_requests=20):
        return _last_payment_answer(f"/orders/{performance_id}/{link}")
    order = await find_order(performance_id, link)
    if order.state != "pending":
        raise NothingToPay()
    payment = PendingPayment(order.performance_id, order.id, order.address, order.pay_by, person)
    return payment_response(await get_payment_answer(payment))


@post("/checks")
async def check_payment(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """Let a worker ask Stripe within a second, after the browser reported a payment, also if the webhook is lost."""
    limit_link(request, "checks", link, max_requests=20)
    order = await find_order(performance_id, link)
    await request_reconciliation(performance_id, order.id)
    recent_answers.drop(order.address)
    return _redirect(order.address)


@post("/cancellations")
async def cancel_order(
    request: AnyRequest, performance_id: FromPath[int], link: FromPath[str], person: NamedDependency[str]
) -> AppResponse:
    """Cancel a pending order and release its seats. Raises PaymentProcessing while a payment may still succeed."""
    limit_link(request, "cancellations", link, max_requests=20)
    order = await find_order(performance_id, link)
    if order.state == "pending":
        outcome = await reconcile_order(performance_id, order.id, ending=True, actor=f"person:{person}")
        if outcome == "waiting":
            raise PaymentProcessing()
    _end(request, order)
    return _redirect(order.address)


@get("/tickets.pdf")
async def show_tickets_pdf(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """Send the valid tickets as a PDF, one page each, with the code that never changes."""
    limit_link(request, "tickets", link, max_requests=20)
    order, valid = await _valid_tickets(performance_id, link)
    performance, language = await _performance_in_files(request, order)
    tickets = translate_tickets(valid, performance)
    pdf = await render_tickets_pdf(performance, order.reference, tickets, language)
    return _file(pdf, "application/pdf", f"tickets-{order.reference}.pdf", "inline")


@get("/calendar.ics")
async def show_calendar(request: AnyRequest, performance_id: FromPath[int], link: FromPath[str]) -> AppResponse:
    """Send the performance as a calendar entry."""
    limit_link(request, "calendar", link, max_requests=20)
    order, valid = await _valid_tickets(performance_id, link)
    address, places = settings().aisle_site_url + order.address, merge_equal_places([ticket.place for ticket in valid])
    performance, language = await _performance_in_files(request, order)
    calendar = order_calendar(performance, order.reference, address, places, language)
    return _file(calendar, "text/calendar", f"{order.reference}.ics", "attachment")


def _last_payment_answer(address: str) -> AppResponse:
    """Repeat the last answer for the order at this address. Raises RateLimited where there is none."""
    if answer := recent_answers.get(address):
        return payment_response(answer)
    raise RateLimited(seconds=WINDOW_SECONDS)


def _end(request: AnyRequest, order: Order) -> None:
    """Drop what this process keeps about the payment of an order that has ended or is paid."""
    recent_answers.drop(order.address)
    end_order_count(request, order.performance_id, order.id, order.pay_by)


async def _valid_tickets(performance_id: int, link: str) -> tuple[Order, list[TicketView]]:
    order = await find_order(performance_id, link)
    valid = [ticket for ticket in await get_tickets(performance_id, order.id) if ticket.state == "valid"]
    if not valid:
        raise NoTickets()
    return order, valid


def _language_of_files(request: AnyRequest, order: Order) -> str:
    """Return the tag of the language of the order's files: the one that their address names, else the order's."""
    named = address_language(request.scope)
    return named.tag if named else order.language


async def _performance_in_files(request: AnyRequest, order: Order) -> tuple[Performance, str]:
    """Return the performance with its texts in the language of the order's files, and that language's tag."""
    language = _language_of_files(request, order)
    return (await get_public_performance(order.performance_id)).in_language(language), language


def _redirect(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=SECRET_LINK_HEADERS)


def _file(content: bytes, media_type: str, name: str, disposition: str) -> Response[Any]:
    headers = {**SECRET_LINK_HEADERS, "Content-Disposition": f'{disposition}; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


orders = Router(
    "/orders/{performance_id:int}/{link:str}",
    route_handlers=[show_order, pay, check_payment, cancel_order, show_tickets_pdf, show_calendar],
    guards=[limit_unknown_links],
    exception_handlers={NotFound: count_unknown_link},
)
