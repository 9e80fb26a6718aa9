"""`aisle dev clock`. Its code is in app/dev, which production never imports."""

import click

from app.command_connections import run_with_connections
from app.development import require_development


@click.group(help="For development and tests, never in production.")
def dev() -> None:
    """Group the development commands."""


@dev.command(
    "clock",
    context_settings={"ignore_unknown_options": True},
    help="Shows the clock of this installation, or moves it: +15m, +1d2h, -30s, 2026-12-24T19:30+01:00, reset.",
)
@click.argument("change", required=False)
def clock_command(change: str | None) -> None:
    """Show or move the clock of every process and of the database."""
    require_development()
    # after the check: production imports nothing of app/dev
    from app.dev.clock import move_clock, read_clock  # noqa: PLC0415

    clock = run_with_connections(move_clock(change) if change else read_clock())
    click.echo(f"It is {clock.now:%Y-%m-%d %H:%M:%S} UTC, {clock.shift_seconds:+d} s from the real time.")
