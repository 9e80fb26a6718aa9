"""`aisle performance limit`: changes how many seats of a performance callers of one address may hold at a time."""

import click

from app.command_connections import run_with_connections
from app.events.performances import limit_seats_per_address
from db.transaction import transaction

SEATS = click.IntRange(0)
ADDRESS_HELP = "How many seats one address may hold at a time, 0 for any number; else what the installation says."


@click.command(help="Changes how many seats of performance NUMBER one address may hold at a time.")
@click.argument("number", type=click.IntRange(1, 2**62))
@click.option("--seats-per-address", type=SEATS, help=ADDRESS_HELP)
def limit(number: int, seats_per_address: int | None) -> None:
    """Change how many seats of a performance callers of one address may hold at a time."""
    run_with_connections(_change(number, seats_per_address))
    click.echo(f"At performance {number} one address may hold {_in_words(seats_per_address)} at a time.")


async def _change(number: int, seats: int | None) -> None:
    async with transaction() as connection:
        await limit_seats_per_address(connection, number, seats)


def _in_words(seats: int | None) -> str:
    if seats is None:
        return "as many seats as AISLE_SEATS_HELD_PER_ADDRESS says"
    return f"{seats:,} seats" if seats else "any number of seats"
