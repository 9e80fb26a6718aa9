"""`aisle order refund|void`: give money back, or make tickets void without it."""

import sys
from collections.abc import Sequence

import click

from app.checkout.command_line import ACTOR, mail_line, performance_option, reference, run_with_payments
from app.checkout.errors import CannotRefund
from app.checkout.order_report_text import order_summary
from app.checkout.orders.search import FoundOrder, get_order_by_reference
from app.checkout.orders.void_order import find_voidable_seats, get_valid_seats, void_order
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.queries import get_refund
from app.checkout.refunds.quote import RefundQuote, get_refund_quote
from app.checkout.refunds.send import push_refund
from app.language.messages import message
from app.language.translator import english
from app.payments.provider import ProviderUnavailable
from app.settings import settings

EXIT_PENDING = 3
"""Exit code of a refund that is stored and not sent yet: a worker sends it."""


@click.command(
    help="Gives back the order REFERENCE, or some of its seats, after saying what that means.\n\n"
    "Ends with 0 when the money is given back or on its way, with 3 when it is written down and a worker goes on, "
    "with 1 when nothing was done."
)
@reference
@performance_option
@click.option("--seat", "seats", multiple=True, help='Only this seat, again for each: "Stalls H 11", or "#17".')
@click.option("--keep-fees", is_flag=True, help="Gives back the prices alone.")
@click.option("--yes", is_flag=True, help="Asks nothing.")
def refund(reference: str, performance: int | None, seats: Sequence[str], keep_fees: bool, yes: bool) -> None:
    """Refund an order or some of its seats, after a confirmation; exit with the code of the result."""
    found_order = run_with_payments(get_order_by_reference(reference, performance))
    quote = run_with_payments(get_refund_quote(found_order.performance_id, found_order.id, seats, fees=not keep_fees))
    if quote.amount and not settings().accepts_payments:
        raise CannotRefund(message("STRIPE_SECRET_KEY is not set here, so nothing can go back. Nothing was changed."))
    for line in refund_preview(found_order, quote):
        click.echo(line)
    if not yes:
        click.confirm("Do it?", abort=True)
    code, text = run_with_payments(_send_refund(found_order, quote, fees=not keep_fees))
    click.echo(text, err=code == 1)
    sys.exit(code)


def refund_preview(order: FoundOrder, quote: RefundQuote) -> list[str]:
    """Describe what a refund will do, for the question before it."""
    amount = english.money(quote.amount, order.currency) if quote.amount else "No money"
    rest = f"{quote.seats_kept} of its seats stay paid." if quote.seats_kept else "Nothing of the order is left."
    return [
        order_summary(order),
        f"{amount} goes back. These tickets admit nobody any more, and their seats are on sale again:",
        *(f"  {seat.place} (#{seat.idx})" for seat in quote.seats),
        f"{rest} {mail_line(order)}",
    ]


async def _send_refund(order: FoundOrder, quote: RefundQuote, *, fees: bool) -> tuple[int, str]:
    """Open and send the refund; returns the exit code and a message."""
    key = order.performance_id, order.id
    # the seats that were shown: a change since then is refused
    refund_id = await refund_order(*key, seats=quote.seat_numbers, fees=fees, actor=ACTOR)
    try:
        state = await push_refund(order.performance_id, refund_id, actor=ACTOR)
    except ProviderUnavailable:
        state = "wanted"
    row = await get_refund(order.performance_id, refund_id)
    amount = english.money(row.amount, order.currency) if row and row.amount else "No money"
    name = f"Refund {refund_id}"
    if state in ("succeeded", "pending"):
        gone = "went back" if state == "succeeded" else "is on its way"
        return 0, f"{name}: {amount} {gone}. {await _tickets_line(order, quote)}"
    if state == "unexpected":
        return 1, f"{name} was ended here meanwhile, and the payment company made it: see `aisle payments stuck`."
    if state == "canceled":
        why = row.error_text if row and row.error_text else "by staff"
        return 1, f"{name} was canceled, {why}. Nothing went back."
    if state == "by_hand":
        return 1, f"{name} was settled by hand meanwhile: `aisle order show {order.reference}` says how."
    if state == "failed":
        why = f"`aisle order show {order.reference}` says why; `aisle payments stuck` what to do."
        return 1, f"{name} was refused by the payment company. Nothing went back; the tickets stay valid. {why}"
    later = "It is written down, and a worker goes on; until then the door asks a supervisor about the tickets."
    return EXIT_PENDING, f"{name}: {amount} goes back as soon as the payment company takes it. {later}"


async def _tickets_line(order: FoundOrder, quote: RefundQuote) -> str:
    valid = set(await get_valid_seats(order.performance_id, order.id))
    kept = [seat.place for seat in quote.seats if seat.idx in valid]
    if not kept:
        return "The tickets are void."
    return f"Somebody came in meanwhile with the ticket of {'; '.join(kept)}: that seat stays theirs."


@click.command(
    help="Makes the tickets of the order REFERENCE void, or those of some seats, after saying what that means. No "
    "money moves: it is for money that went another way, such as a chargeback."
)
@reference
@performance_option
@click.option("--seat", "seats", multiple=True, help='Only this seat, again for each: "Stalls H 11", or "#17".')
@click.option("--why", required=True, help="Why, for staff: it is kept with the tickets.")
@click.option("--yes", is_flag=True, help="Asks nothing.")
def void(reference: str, performance: int | None, seats: Sequence[str], why: str, yes: bool) -> None:
    """Void an order's tickets, or those of some seats, after a confirmation."""
    found_order = run_with_payments(get_order_by_reference(reference, performance))
    key = found_order.performance_id, found_order.id
    chosen = run_with_payments(find_voidable_seats(*key, seats))
    click.echo(order_summary(found_order))
    click.echo(
        "These tickets admit nobody any more, and their seats are on sale again. No money goes back, no mail goes out:"
    )
    for seat in chosen:
        click.echo(f"  {seat.place} (#{seat.idx})")
    if not yes:
        click.confirm("Do it?", abort=True)
    # the seats that were shown: a change since then is refused
    voided = run_with_payments(void_order(*key, seats=[seat.idx for seat in chosen], why=why, actor=ACTOR))
    click.echo("1 ticket is void." if len(voided) == 1 else f"{len(voided)} tickets are void.")
