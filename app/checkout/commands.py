"""`aisle order find|show|refund|void|resend`: the commands with which staff help the fan of an order."""

import sys
from collections.abc import Sequence

import click

from app.checkout.command_line import performance_option, reference, run_with_payments
from app.checkout.order_report import get_order_report
from app.checkout.order_report_text import order_summary, report_lines
from app.checkout.orders.search import MAX_RESULTS, FoundOrder, find_orders, get_order_by_reference
from app.checkout.refund_commands import refund, void
from app.checkout.resend_mail import resend_mail
from app.settings import settings


@click.group(help="Orders: find one, see all of it, give money back, send its mail again.")
def order() -> None:
    """Group the commands about orders."""


order.add_command(refund)
order.add_command(void)


@order.command(
    help="Finds orders by e-mail or name (a part is enough), reference, ticket, or pi_ number; the newest first."
)
@click.argument("words", nargs=-1, required=True)
def find(words: Sequence[str]) -> None:
    """Print the orders that match these words, the newest first."""
    orders = run_with_payments(find_orders(" ".join(words)))
    for found_order in orders[:MAX_RESULTS]:
        click.echo(order_summary(found_order))
    if len(orders) > MAX_RESULTS:
        click.echo(f"And more than these {MAX_RESULTS}: say more of it.", err=True)
    if not orders:
        click.echo(f"No order has “{' '.join(words)}” in its e-mail, name or numbers.", err=True)
        sys.exit(1)


@order.command(
    help="Shows everything about the order REFERENCE. The address it shows opens the tickets: do not pass it on."
)
@reference
@performance_option
def show(reference: str, performance: int | None) -> None:
    """Print the report about an order, which contains the link that opens its tickets."""

    async def read() -> list[str]:
        return list(report_lines(await get_order_report(await get_order_by_reference(reference, performance))))

    click.echo("\n".join(run_with_payments(read())))


@order.command(help="Sends the mail of the order REFERENCE once more: its tickets, or what was given back.")
@reference
@performance_option
@click.option("--refund", "refund_id", type=click.IntRange(1, 2**62), help="The mail of this refund.")
def resend(reference: str, performance: int | None, refund_id: int | None) -> None:
    """Write the mail of an order, or of one of its refunds, again; print whether it is sent from here."""

    async def write() -> tuple[FoundOrder, str]:
        found_order = await get_order_by_reference(reference, performance)
        return found_order, await resend_mail(found_order.performance_id, found_order.id, refund_id)

    found_order, kind = run_with_payments(write())
    goes = "goes out now" if settings().aisle_smtp_url else "waits: AISLE_SMTP_URL is not set here"
    click.echo(f"The {kind} mail of {found_order.reference} to {found_order.email} {goes}.")
