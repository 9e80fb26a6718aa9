"""`aisle performance sales`: what was sold, from the statistics of sales."""

import click

from app.command_connections import run_with_connections
from app.errors import NotFound
from app.language.messages import message
from app.sales.read import PerformanceSales, get_sales
from app.sales.report import Names, sales_lines
from db.pool import Record, fetch, fetch_value

CURRENCY = "SELECT currency FROM performance WHERE id = $1"
LEVELS = "SELECT idx, name FROM price_level WHERE performance_id = $1"
TYPES = "SELECT idx, name FROM ticket_type WHERE performance_id = $1"


@click.command(help="Shows what was sold of performance NUMBER: seats, tickets and money, and as of when.")
@click.argument("number", type=click.IntRange(1, 2**62))
def sales(number: int) -> None:
    """Show the statistics of sales of a performance."""
    found, names = run_with_connections(_read(number))
    for line in sales_lines(number, found, names):
        click.echo(line)


async def _read(performance_id: int) -> tuple[PerformanceSales, Names]:
    """Read the statistics, however old they are. Raises NotFound where there are none."""
    found = await get_sales(performance_id, max_age_seconds=None)
    if found is None:
        raise NotFound(
            message(
                "There are no statistics of performance {performance}. A worker makes them when it is published.",
                performance=str(performance_id),
            )
        )
    levels, types = await fetch(LEVELS, performance_id), await fetch(TYPES, performance_id)
    currency = await fetch_value(CURRENCY, performance_id)
    return found, Names(_names(levels), _names(types), currency)


def _names(rows: list[Record]) -> dict[int, str]:
    return {row["idx"]: row["name"] for row in rows}
