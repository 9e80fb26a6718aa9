"""`aisle demo` creates the demonstration; `aisle demo reset` begins it anew, in development only."""

from collections.abc import Sequence

import click

from app.command_connections import run_with_connections
from app.development import require_development
from app.events.demo import create_demo
from app.waiting_room.staff.demo_rooms import create_demo_rooms
from realtime.clock import current_time


@click.group(invoke_without_command=True, help="Fills the house with things to see. Run it as often as you like.")
@click.option("--venue", "venues", multiple=True, help="Only what plays there, by its short name. Again for each.")
@click.pass_context
def demo(context: click.Context, venues: Sequence[str]) -> None:
    """Create the events and waiting rooms of the demonstration. A repeated call changes nothing."""
    if context.invoked_subcommand is None:
        titles = run_with_connections(_create_all(venues))
        click.echo("\n".join(f"On show: {title}" for title in titles) or "Everything is on show already.")


async def _create_all(venues: Sequence[str]) -> list[str]:
    now = current_time()
    titles = await create_demo(now, venues)
    await create_demo_rooms(now)
    return titles


@demo.command(
    "reset",
    help="Begins the demonstration anew: every order, hold, place in line, mail and fake payment is deleted, every "
    "other event too, and the clock is right again. Not in production.",
)
@click.option("--all", "everything", is_flag=True, help="Also where there are organizers or venues of your own.")
def reset_command(everything: bool) -> None:
    """Put the development installation back into the state of a new demonstration."""
    require_development()
    from app.dev.demo_reset import reset_demo  # noqa: PLC0415 - after the check: production imports nothing of app/dev

    done = run_with_connections(reset_demo(everything=everything))
    click.echo(f"The demonstration is new: {done.performances} performances, in {done.seconds} s.")
