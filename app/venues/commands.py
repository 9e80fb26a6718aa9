"""`aisle import-plan FILE`: a seating plan out of a file."""

import asyncio
import sys
from pathlib import Path

import click

from app.venues.plans import save_plan
from app.venues.pretix import plan_of
from app.venues.pretix_format import LARGEST_FILE, PretixPlan, read_pretix
from app.venues.venues import NewVenue, find_venue, open_venue
from db.pool import close_pool, open_pool
from db.transaction import transaction


@click.command("import-plan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--venue", required=True, help="The short name of the venue.")
@click.option("--name", default="", help="What the plan is called; else what the file calls it.")
@click.option("--venue-name", help="Opens the venue, or changes its words.")
@click.option("--city", default="", help="Of a venue to open.")
@click.option("--address", default="", help="Of a venue to open.")
@click.option("--time-zone", default="UTC", show_default=True, help="Of a venue to open, such as Europe/Lisbon.")
def import_plan(
    file: Path, venue: str, name: str, venue_name: str | None, city: str, address: str, time_zone: str
) -> None:
    """Reads a pretix seating plan (JSON) and publishes it as the venue's next version of that name.

    All of it or nothing: an error names its place in the file, and nothing is imported."""
    with file.open("rb") as opened:
        plan = read_pretix(opened.read(LARGEST_FILE + 1))
    new = NewVenue(venue, venue_name, city, address, time_zone) if venue_name else None
    click.echo(asyncio.run(_import(plan, name, venue, new)))


async def _import(file: PretixPlan, name: str, slug: str, new: NewVenue | None) -> str:
    await open_pool(1)
    try:
        with click.progressbar(length=2 * file.seats, label=f"{file.seats:,} seats", file=sys.stderr) as bar:
            plan = plan_of(file, name, bar.update)
            async with transaction() as connection:
                venue = await open_venue(new) if new else await find_venue(slug)
                plan_id = await save_plan(connection, venue, plan, bar.update)
                version = await connection.fetchval("SELECT version FROM seating_plan WHERE id = $1", plan_id)
    finally:
        await close_pool()
    levels = ", ".join(f"{level.name} ({level.key})" for level in plan.levels)
    return f"Plan {plan_id}: {plan.name}, version {version}, {len(plan.seats):,} seats.\nPrice levels: {levels}"
