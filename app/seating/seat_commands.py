"""`aisle seats set-aside|kill|open`: take seats off sale and bring them back."""

from collections.abc import Awaitable, Callable, Sequence

import click

from app.command_connections import run_with_connections
from app.seating.off_sale.named_seats import find_seats
from app.seating.off_sale.seat_states import Verb
from app.seating.off_sale.verbs import kill_seats, open_seats, set_aside_seats

ACTOR = "staff:terminal"
SEAT_HELP = 'Again for each: "Stalls H 11", "#17" by its number on the plan, or "#17-#40"; at most 500 seats.'

performance_argument = click.argument("performance", type=click.IntRange(1, 2**62))
seats_option = click.option("--seat", "names", multiple=True, required=True, help=SEAT_HELP)


@click.group(help="Seats: take them off sale, bring them back, see what happened to one.")
def seats() -> None:
    """Group the commands about seats."""


@seats.command("set-aside", help="Sets open seats of PERFORMANCE aside for ALLOCATION, which is made when it is new.")
@performance_argument
@click.argument("allocation")
@seats_option
@click.option("--code", help="Fans who know it can take them; of a new allocation. Without one no fan can.")
def set_aside(performance: int, allocation: str, names: Sequence[str], code: str | None) -> None:
    """Set seats aside for an allocation."""

    async def change(found: list[int]) -> None:
        await set_aside_seats(performance, allocation, found, code=code, actor=ACTOR)

    count = run_with_connections(_change(performance, names, "set_aside", change))
    click.echo(f"{_are(count)} set aside for {allocation}.")


@seats.command(help="Takes open seats of PERFORMANCE off sale.")
@performance_argument
@seats_option
def kill(performance: int, names: Sequence[str]) -> None:
    """Kill seats."""

    async def change(found: list[int]) -> None:
        await kill_seats(performance, found, actor=ACTOR)

    click.echo(f"{_are(run_with_connections(_change(performance, names, 'kill', change)))} off sale.")


@seats.command("open", help="Gives killed seats of PERFORMANCE, and those that are set aside, back to general sale.")
@performance_argument
@seats_option
def open_command(performance: int, names: Sequence[str]) -> None:
    """Open seats again."""

    async def change(found: list[int]) -> None:
        await open_seats(performance, found, actor=ACTOR)

    click.echo(f"{_are(run_with_connections(_change(performance, names, 'open', change)))} on sale.")


async def _change(
    performance: int, names: Sequence[str], verb: Verb, change: Callable[[list[int]], Awaitable[None]]
) -> int:
    """Find the seats, change them and return how many there are."""
    found = await find_seats(performance, names, verb)
    await change(found)
    return len(found)


def _are(count: int) -> str:
    return "1 seat is" if count == 1 else f"{count} seats are"
