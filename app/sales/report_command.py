"""`aisle performance sales`: what was sold, from the statistics of sales."""

import click

from app.command_connections import run_with_connections
from app.errors import NotFound
from app.language.messages import message
from app.sales.read import PerformanceSales, get_sales
from app.sales.report import Names, sales_lines, series_lines
from app.sales.series import get_days, get_minutes
from db.pool import Record, fetch, fetch_value

CURRENCY = "SELECT currency FROM performance WHERE id = $1"
LEVELS = "SELECT idx, name FROM price_level WHERE performance_id = $1"
TYPES = "SELECT idx, name FROM ticket_type WHERE performance_id = $1"


@click.command(help="Shows what was sold of performance NUMBER: seats, tickets and money, and as of when.")
@click.argument("number", type=click.IntRange(1, 2**62))
@click.option(
    "--by",
    type=click.Choice(["day", "minute"]),
    help="What was sold on each day, by the calendar of the venue, or in each minute (UTC) of the last 48 hours.",
)
def sales(number: int, by: str | None) -> None:
    """Show the statistics of sales of a performance."""
    for line in run_with_connections(_lines(number, by)):
        click.echo(line)


async def _lines(number: int, by: str | None) -> list[str]:
    found, names = await read_sales(number)
    if by is None:
        return list(sales_lines(number, found, names))
    series = await (get_days if by == "day" else get_minutes)(number, max_age_seconds=None)
    return list(series_lines(number, series, names)) if series else []


async def read_sales(performance_id: int) -> tuple[PerformanceSales, Names]:
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
