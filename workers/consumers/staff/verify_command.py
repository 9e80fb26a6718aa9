"""`aisle consumers verify`: counts from rows what a consumer keeps, and compares."""

import sys

import click

from app.command_connections import run_with_connections
from app.sales.verify import verify_sales


@click.command("verify", help="Counts from all rows what consumer NAME keeps, and lists each number that differs.")
@click.argument("name", type=click.Choice(["sales_stats"]))
def verify(name: str) -> None:
    """Check what a consumer keeps. The exit code is 1 where a number differs."""
    found = run_with_connections(verify_sales())
    for difference in found.differences:
        click.echo(str(difference))
    if found.differences:
        sys.exit(1)
    as_of = f"{found.as_of:%Y-%m-%d %H:%M:%S} UTC" if found.as_of else "its beginning"
    click.echo(f"{name} is right: {found.performances:,} performances, as of {as_of}.")
