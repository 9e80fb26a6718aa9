"""Scans one ticket after the other, as hand scanners type their codes."""

import sys
from collections.abc import Callable

import click

from app.door.scanner_input import read_texts, tab_ends_line
from app.door.scans import Scan, scan
from db.errors import first_line
from db.pool import DATABASE_ERRORS

SUPERVISOR_WORD = "supervisor"


async def scan_each(
    show: Callable[[Scan], None], gate: str, performance_id: int | None, *, supervisor: bool = False
) -> None:
    """Scan each text of the standard input and `show` its result, until the input ends.

    `supervisor`: after a refusal because of a refund, SUPERVISOR_WORD alone lets the next scan admit all the same. An
    error of the database is printed, and the next text is scanned."""
    descriptor = sys.stdin.fileno()
    may_override = overrides = False
    with tab_ends_line(descriptor):
        async for text in read_texts(descriptor):
            if may_override and text.strip().lower() == SUPERVISOR_WORD:
                may_override, overrides = False, True
                click.echo("  A supervisor decides the next scan.")
                continue
            try:
                result = await scan(text, gate, performance_id, supervisor=overrides)
            except DATABASE_ERRORS as problem:
                click.echo(f"  Not scanned, scan it again. The database refuses: {first_line(problem)}")
                may_override = overrides = False
                continue
            show(result)
            may_override, overrides = supervisor and result.outcome == "refund_under_way", False
            if may_override:
                click.echo(f"  Supervisor: type `{SUPERVISOR_WORD}` and Enter, then scan it again.")
