"""`aisle ticket scan CODE`: a gate made of a terminal."""

import asyncio
import sys
from zoneinfo import ZoneInfo

import click

from app.door.scans import Scan, scan
from db.pool import close_pool, open_pool

REFUSAL_TEXTS = {
    "again": "Already admitted.",
    "void": "This ticket was taken back.",
    "cancelled": "This performance is cancelled.",
    "other_performance": "A ticket for something else.",
    "unknown": "Our signature, but no such ticket. Call the supervisor.",
    "forged": "Not a ticket of this house.",
}


@click.group()
def ticket() -> None:
    """Tickets at the door."""


@ticket.command("scan")
@click.argument("code")
@click.option("--gate", default="terminal", show_default=True, help="Where this is.")
@click.option("--performance", type=int, help="Admit only to this performance.")
def scan_command(code: str, gate: str, performance: int | None) -> None:
    """Reads a ticket's CODE. Ends with 0 if it admits, with 1 if it does not."""
    found = asyncio.run(_scan(code, gate, performance))
    click.secho(" YES " if found.admitted else " NO ", bg="green" if found.admitted else "red", fg="white", bold=True)
    for line in scan_lines(found):
        click.echo(f"  {line}")
    sys.exit(0 if found.admitted else 1)


async def _scan(code: str, gate: str, performance_id: int | None) -> Scan:
    await open_pool(1)
    try:
        return await scan(code, gate, performance_id)
    finally:
        await close_pool()


def scan_lines(found: Scan) -> list[str]:
    """What the steward reads: why not, whose ticket it is, when it came in first."""
    lines = ["Come in."] if found.admitted else [REFUSAL_TEXTS[found.outcome]]
    if bearer := found.holder:
        starts = bearer.starts_at.astimezone(ZoneInfo(bearer.time_zone))
        lines.append(f"{bearer.place} · {bearer.type_name} · {bearer.name} · {bearer.serial}")
        lines.append(f"{bearer.title}, {starts:%a %d %b %Y, %H:%M}")
        if found.first_admission and not found.admitted:
            first = found.first_admission.at.astimezone(ZoneInfo(bearer.time_zone))
            lines.append(f"First scanned on {first:%a %d %b at %H:%M:%S}, gate: {found.first_admission.gate}")
    return lines
