"""`aisle payments stuck|retry|settled|cancel|adopt|acknowledge`: what needs a person, as a list, as JSON and as an
exit code for a monitor, and what a person can do about it."""

import sys
from collections.abc import Sequence
from datetime import UTC

import click
import msgspec

from app.checkout.command_line import ACTOR, mail_line, run_with_payments
from app.checkout.order_report_text import order_summary
from app.checkout.orders.search import FoundOrder, get_order
from app.checkout.refunds.adopt import Adoption, adopt_refund, get_adoption
from app.checkout.refunds.by_hand import cancel_refund, settle_refund_by_hand
from app.checkout.settlement.acknowledge import acknowledge
from app.checkout.settlement.needs_attention import AttentionItem, get_attention_items
from app.checkout.settlement.staff_fixes import retry_stuck
from app.language.translator import english


@click.group(help="Money and mail that need a person.")
def payments() -> None:
    """Group the commands about payments that need a person."""


@payments.command("stuck", help="Lists everything that needs a person. Ends with 0 when nothing does, else with 1.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list, empty when nothing needs a person.")
def stuck_command(as_json: bool) -> None:
    """Print everything that needs a person; exit with 0 if nothing does, else with 1."""
    items = run_with_payments(get_attention_items())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(items)))
    elif items:
        click.echo("1 thing needs you." if len(items) == 1 else f"{len(items)} things need you.")
        for item in items:
            click.echo("\n".join(item_lines(item)))
    else:
        click.echo("Nothing needs you.")
    sys.exit(1 if items else 0)


def item_lines(item: AttentionItem) -> list[str]:
    """Return the lines of an item: handle and order, kind and reason, advice."""
    amount = f", {english.money(item.amount, item.currency)}" if item.amount else ""
    about = f" · {item.about}" if item.about else ""
    since = f"{item.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return ["", f"{item.handle}{about}", f"  {item.what}{amount}. Since {since}: {item.why}", f"  Do: {item.do}"]


@payments.command(
    "retry",
    help="Lets a worker take up HANDLE again: an event (evt_…) or money owed (refund:…:…), as `stuck` names them.",
)
@click.argument("handle")
def retry_command(handle: str) -> None:
    """Let a worker try an event or a refund again."""
    click.echo(run_with_payments(retry_stuck(handle, actor=ACTOR)))


@payments.command(
    "settled",
    help="Writes down that the refund HANDLE (refund:…:…) was paid back in another way: one that failed and is owed, "
    "or one that has not left yet. This is final.",
)
@click.argument("handle")
@click.option("--how", required=True, help='How the money went back, such as "bank transfer on 24 Nov".')
def settled_command(handle: str, how: str) -> None:
    """Mark a refund as paid back in another way."""
    click.echo(run_with_payments(settle_refund_by_hand(handle, how, actor=ACTOR)))


@payments.command(
    "cancel", help="Cancels the refund HANDLE (refund:…:…) that is only written down: its tickets stay valid."
)
@click.argument("handle")
@click.option("--why", required=True, help="Why nothing goes back.")
def cancel_command(handle: str, why: str) -> None:
    """Cancel a refund that has not left yet."""
    click.echo(run_with_payments(cancel_refund(handle, why, actor=ACTOR)))


@payments.command(
    "adopt",
    help="Makes a refund that was made at the payment company itself (re_…) one of its order, after saying what that "
    "means: the tickets it is for admit nobody any more.",
)
@click.argument("provider_id", metavar="HANDLE")
@click.option("--seat", "seats", multiple=True, help='It is for this seat, again for each: "Stalls H 11", or "#17".')
@click.option("--money-only", is_flag=True, help="It is for no seat: every ticket stays valid.")
@click.option("--yes", is_flag=True, help="Asks nothing.")
def adopt_command(provider_id: str, seats: Sequence[str], money_only: bool, yes: bool) -> None:
    """Adopt a refund made at the payment company, after a confirmation."""
    if seats and money_only:
        raise click.UsageError("--seat and --money-only exclude each other.")
    adoption, order = run_with_payments(_read_adoption(provider_id, seats, money_only))
    for line in adoption_preview(adoption, order):
        click.echo(line)
    if not yes:
        click.confirm("Do it?", abort=True)
    refund_id = run_with_payments(adopt_refund(adoption, actor=ACTOR))
    click.echo(f"It is refund {refund_id} of order {order.reference} now.")


async def _read_adoption(provider_id: str, seats: Sequence[str], money_only: bool) -> tuple[Adoption, FoundOrder]:
    adoption = await get_adoption(provider_id, seats, money_only=money_only)
    return adoption, await get_order(adoption.payment.performance_id, adoption.payment.order_id)


def adoption_preview(adoption: Adoption, order: FoundOrder) -> list[str]:
    """Describe what an adoption will do, for the question before it."""
    made = adoption.made
    head = [
        order_summary(order),
        f"{english.money(made.amount, made.currency)} went back as {made.id}, {made.status}.",
    ]
    if ours := adoption.settles:
        return [*head, f"It is what is owed as {ours.handle}. No ticket changes."]
    if not adoption.seats:
        return [*head, "Every ticket stays valid.", mail_line(order)]
    worth = english.money(adoption.worth, made.currency)
    return [
        *head,
        f"These tickets come to {worth}. They admit nobody any more, and their seats are on sale again:",
        *(f"  {seat.place} (#{seat.idx})" for seat in adoption.seats),
        mail_line(order),
    ]


@payments.command("acknowledge", help="Takes HANDLE off the list until something newer happens to it.")
@click.argument("handle")
@click.option("--why", required=True, help="Why nothing is to be done, or what was done.")
def acknowledge_command(handle: str, why: str) -> None:
    """Take an item off the list."""
    click.echo(run_with_payments(acknowledge(handle, why, actor=ACTOR)))
