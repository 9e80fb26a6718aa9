"""`aisle seats history`: what happened to a seat."""

from zoneinfo import ZoneInfo

import click

from app.command_connections import run_with_connections
from app.errors import NotFound
from app.history.read import get_seat_history
from app.history.text import history_lines
from app.language.messages import message
from app.venues.seat_search import find_seat
from db import pool

PERFORMANCE = """
    SELECT e.title, v.time_zone FROM performance p JOIN event e ON e.id = p.event
    JOIN seating_plan g ON g.id = p.plan JOIN venue v ON v.id = g.venue WHERE p.id = $1
"""


@click.command(
    "history",
    help='Shows what happened to SEAT of a performance, oldest first: "Stalls H 11", or "#17", its number on the plan.',
)
@click.argument("performance", type=click.IntRange(1, 2**62))
@click.argument("seat")
@click.option("--newest", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many facts.")
def history(performance: int, seat: str, newest: int) -> None:
    """Print the facts of the journal about a seat."""
    for line in run_with_connections(_read(performance, seat, newest)):
        click.echo(line)


async def _read(performance: int, name: str, newest: int) -> list[str]:
    about = await pool.fetch_row(PERFORMANCE, performance)
    if about is None:
        raise NotFound(message("There is no performance {number}.", number=str(performance)))
    seat = await find_seat(performance, name)
    found = await get_seat_history(performance, seat.idx, newest)
    lines = list(history_lines(found, ZoneInfo(about["time_zone"]), fan="a fan"))
    head = f"{seat.place} (#{seat.idx}) · {about['title']} · performance {performance}"
    older = [] if found.is_all else [f"The newest {newest}; --newest shows more."]
    return [head, *older, *(f"  {line}" for line in lines or ["Nothing happened to it."])]
