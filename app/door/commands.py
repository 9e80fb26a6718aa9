"""`aisle ticket scan`: scans tickets at a terminal."""

import contextlib
import sys
from zoneinfo import ZoneInfo

import click

from app.command_connections import run_with_connections
from app.door.scan_loop import scan_each
from app.door.scans import Scan, scan
from app.language.translator import english

REFUSAL_TEXTS = {
    "again": "Already admitted.",
    "void": "This ticket was taken back.",
    "cancelled": "This performance is cancelled.",
    "refund_under_way": "A refund of this ticket is under way. A supervisor decides: scan it again with --supervisor.",
    "other_performance": "A ticket for something else.",
    "unknown": "Our signature, but no such ticket. Call the supervisor.",
    "unknown_key": "It names a key that this installation does not have, so it may be false. Call the supervisor.",
    "forged": "Not a ticket of this house.",
    "unreadable": "This could not be read.",
}
REFUND_STOPPED = "The refund that was under way is stopped: no money goes back."
REFUND_LEFT = "The refund that is under way may have left already: the money may go back all the same."


@click.group(help="Tickets at the door.")
def ticket() -> None:
    """Group the commands about tickets."""


SCAN_HELP = """Reads a ticket's CODE. Ends with 0 if it admits, with 1 if it does not.

Without CODE it reads codes from its input, as hand scanners type them: each line, and each text that ends with a tab,
is a code. It ends, with 0, at the end of the input, with Ctrl-D or Ctrl-C.

--supervisor without CODE: when a code was refused because a refund is under way, the word supervisor on a line of its
own lets the next scan admit, and only that. A scanner could type this word too: use it only where a supervisor is."""


@ticket.command("scan", help=SCAN_HELP)
@click.argument("code", required=False)
@click.option("--gate", default="terminal", show_default=True, help="Where this is.")
@click.option("--performance", type=int, help="Admit only to this performance.")
@click.option("--supervisor", is_flag=True, help="Admit it also while a refund of it is under way.")
def scan_command(code: str | None, gate: str, performance: int | None, supervisor: bool) -> None:
    """Scan the ticket and print the result; exit code: 0 if it admits, else 1. Without a code, scan the input's."""
    if code is None:
        with contextlib.suppress(KeyboardInterrupt):  # before the first scan and after the last
            run_with_connections(scan_each(show_scan, gate, performance, supervisor=supervisor))
        return
    result = run_with_connections(scan(code, gate, performance, supervisor=supervisor))
    show_scan(result)
    sys.exit(0 if result.admitted else 1)


def show_scan(result: Scan) -> None:
    """Print the result: YES or NO on a colour, then the lines for the steward."""
    click.secho(" YES " if result.admitted else " NO ", bg="green" if result.admitted else "red", fg="white", bold=True)
    for line in scan_lines(result):
        click.echo(f"  {line}")


def scan_lines(result: Scan) -> list[str]:
    """Return the lines printed for the steward: outcome and cause, holder and seat, and the first admission."""
    lines = ["Come in."] if result.admitted else [REFUSAL_TEXTS[result.outcome]]
    if result.overridden:
        lines.append(REFUND_LEFT if result.refund_sent else REFUND_STOPPED)
    if result.cause:
        lines.append(result.cause)
    if holder := result.holder:
        starts = holder.starts_at.astimezone(ZoneInfo(holder.time_zone))
        lines.append(f"{english.say(holder.place)} · {holder.type_name} · {holder.name} · {holder.serial}")
        lines.append(f"{holder.title}, {starts:%a %d %b %Y, %H:%M}")
        if result.first_admission and not result.admitted:
            first = result.first_admission.at.astimezone(ZoneInfo(holder.time_zone))
            lines.append(f"First scanned on {first:%a %d %b at %H:%M:%S}, gate: {result.first_admission.gate}")
    return lines
