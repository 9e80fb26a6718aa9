"""`aisle import-plan FILE` and `aisle draw-plan NAME`: publish a seating plan from a file, or a built-in one."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from app.command_connections import run_with_connections
from app.venues.builtin import BUILTIN_PLANS
from app.venues.plan import Plan
from app.venues.plans import save_plan
from app.venues.pretix.file_format import LARGEST_FILE, parse_pretix
from app.venues.pretix.importer import convert_plan
from app.venues.venues import NewVenue, find_venue, save_venue
from db.transaction import transaction

PlanMaker = Callable[[Callable[[int], object]], Plan]
"""Makes a plan; calls its argument with the number of seats just done."""
OPTIONS = (
    click.option("--venue", required=True, help="The short name of the venue."),
    click.option("--name", default="", help="What the plan is called; else what the file or the drawing calls it."),
    click.option("--venue-name", help="Opens the venue, or changes its words."),
    click.option("--city", default="", help="Of a venue to open."),
    click.option("--address", default="", help="Of a venue to open."),
    click.option("--time-zone", default="UTC", show_default=True, help="Of a venue to open, such as Europe/Lisbon."),
)


def at_a_venue(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of every command that publishes a plan."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command(
    "import-plan",
    help="Reads a pretix seating plan (JSON) and publishes it as the venue's next version of that name.\n\n"
    "All of it or nothing: an error names its place in the file, and nothing is imported.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@at_a_venue
def import_plan(file: Path, name: str, **venue: Any) -> None:
    """Publish the plan in a pretix file, or nothing if there is an error in it."""
    with file.open("rb") as opened:
        plan = parse_pretix(opened.read(LARGEST_FILE + 1))
    click.echo(run_with_connections(_publish(2 * plan.seats, lambda step: convert_plan(plan, name, step), **venue)))


@click.command("draw-plan", help="Publishes a built-in plan as the venue's next version of its name.")
@click.argument("drawing", type=click.Choice(list(BUILTIN_PLANS)))
@at_a_venue
def draw_plan(drawing: str, name: str, **venue: Any) -> None:
    """Publish a built-in plan as the venue's next version of its name."""
    plan = BUILTIN_PLANS[drawing]()
    click.echo(
        run_with_connections(_publish(len(plan.seats), lambda _: replace(plan, name=name or plan.name), **venue))
    )


async def _publish(steps: int, make: PlanMaker, *, venue: str, venue_name: str | None, **words: str) -> str:
    """Publish the plan that `make` returns at this venue, which is saved first if it has a name; returns a report."""
    with click.progressbar(length=steps, label="Seats", file=sys.stderr) as bar:
        plan = make(bar.update)
        async with transaction() as connection:
            opened = NewVenue(venue, venue_name, **words) if venue_name else None
            place = await save_venue(opened) if opened else await find_venue(venue)
            plan_id = await save_plan(connection, place, plan, bar.update)
            version = await connection.fetchval("SELECT version FROM seating_plan WHERE id = $1", plan_id)
    levels = ", ".join(f"{level.name} ({level.key})" for level in plan.levels)
    return f"Plan {plan_id}: {plan.name}, version {version}, {len(plan.seats):,} seats.\nPrice levels: {levels}"
