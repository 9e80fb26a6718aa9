"""`aisle payments stuck|retry|settled`: what needs a person, as a list, as JSON, and as an exit code for a monitor."""

import sys
from datetime import UTC

import click
import msgspec

from app.checkout.commands import ACTOR, run_with_payments
from app.checkout.settlement.needs_attention import AttentionItem, get_attention_items
from app.checkout.settlement.staff_fixes import mark_refund_paid_manually, retry_stuck
from app.events.pricing import format_money


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
    amount = f", {format_money(item.amount, item.currency)}" if item.amount else ""
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


@payments.command("settled", help="Takes a debt off the list: HANDLE (refund:…:…) was paid back in another way.")
@click.argument("handle")
@click.option("--how", required=True, help='How the money went back, such as "bank transfer on 24 Nov".')
def settled_command(handle: str, how: str) -> None:
    """Mark a refund as paid back in another way."""
    click.echo(run_with_payments(mark_refund_paid_manually(handle, how, actor=ACTOR)))
