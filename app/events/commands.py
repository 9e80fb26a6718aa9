"""`aisle performance create|publish|limit|sales|cancel`: draft, publish, limit and cancel performances."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Literal

import click
import msgspec

from app.accounts.organizers import find_organizer
from app.command_connections import run_with_connections
from app.errors import NotFound
from app.events.address_limit_command import ADDRESS_HELP, SEATS, limit
from app.events.drafts import NewEvent, NewPerformance, create_performance, find_event, save_event
from app.events.performances import cancel_performance, publish_performance
from app.events.price_input import parse_fee, parse_prices, parse_tax
from app.language.messages import message
from app.sales.report_command import sales
from app.venues.venues import get_time_zone
from db.pool import Connection
from db.transaction import transaction

ACTOR = "staff:terminal"
Id = click.IntRange(1, 2**62)
Clock = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])

PRICE_HELP = 'LEVEL=AMOUNT[,AMOUNT...] in minor units (cents), one per ticket type: "Premium=11200,5600".'
FEE_HELP = (
    'NAME=KIND:AMOUNT[:absorbed], KIND one of per_ticket, per_order, percent: "Booking fee=percent:7.5". '
    "The organizer pays an absorbed one."
)
TAX_HELP = 'NAME=PERCENT:included|added: "VAT=6:included", "Sales tax=8.875:added".'

SINGLES_HELP = "When a choice would leave a seat on its own: nothing, a word, or no, unless there is no other way."


class DraftOptions(msgspec.Struct, frozen=True):
    """The options of `aisle performance create`. Times are without a zone, by the venue's clock."""

    event: str
    title: str | None
    organizer: str
    plan: int
    starts: datetime
    doors: datetime | None
    on_sale: datetime
    off_sale: datetime | None
    currency: str
    types: Sequence[str]
    prices: Sequence[str]
    fees: Sequence[str]
    taxes: Sequence[str]
    hold_minutes: int
    max_seats: int
    seats_per_address: int | None
    singles: Literal["off", "warn", "refuse"]


@click.group(help="Dates of events: draft, publish, cancel.")
def performance() -> None:
    """Group the commands about performances."""


performance.add_command(limit)
performance.add_command(sales)


@performance.command(help="Drafts a performance; nobody sees it before it is published.")
@click.option("--event", required=True, help="The short name of the event.")
@click.option("--title", help="Announces a new event under this title.")
@click.option("--organizer", default="", help="The short name of who announces a new event.")
@click.option("--plan", required=True, type=Id, help="The number that import-plan said.")
@click.option("--starts", required=True, type=Clock, help="By the venue's clock, such as 2027-01-09T19:30.")
@click.option("--doors", type=Clock, help="By the venue's clock.")
@click.option("--on-sale", required=True, type=Clock, help="By the venue's clock.")
@click.option("--off-sale", type=Clock, help="By the venue's clock; else when it starts.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--ticket-type", "types", multiple=True, default=("Standard",), show_default=True, help="Again for each.")
@click.option("--price", "prices", multiple=True, help=PRICE_HELP)
@click.option("--fee", "fees", multiple=True, help=FEE_HELP)
@click.option("--tax", "taxes", multiple=True, help=TAX_HELP)
@click.option("--hold-minutes", default=10, show_default=True, help="How long seats stay held.")
@click.option("--max-seats", default=8, show_default=True, help="How many one person may take.")
@click.option("--seats-per-address", type=SEATS, help=ADDRESS_HELP)
@click.option(
    "--singles", type=click.Choice(["off", "warn", "refuse"]), default="off", show_default=True, help=SINGLES_HELP
)
def create(**options: Any) -> None:
    """Draft a performance, hidden from fans until it is published."""
    given = DraftOptions(**options)

    async def draft(connection: Connection) -> int:
        zone = await get_time_zone(given.plan)
        new = NewPerformance(
            event=await _event(connection, given.event, given.title, given.organizer),
            plan=given.plan,
            starts_at=given.starts.replace(tzinfo=zone),
            on_sale_at=given.on_sale.replace(tzinfo=zone),
            off_sale_at=(given.off_sale or given.starts).replace(tzinfo=zone),
            doors_at=given.doors.replace(tzinfo=zone) if given.doors else None,
            currency=given.currency,
            hold_minutes=given.hold_minutes,
            max_seats=given.max_seats,
            seats_per_address=given.seats_per_address,
            singles=given.singles,
            ticket_types=given.types,
            prices=parse_prices(given.prices, given.types),
            fees=[parse_fee(fee) for fee in given.fees],
            tax=parse_tax(given.taxes),
        )
        return await create_performance(connection, new)

    click.echo(f"Performance {_run(draft)} is a draft.")


@performance.command(help="Puts performance NUMBER on show, with every seat of its plan.")
@click.argument("number", type=Id)
def publish(number: int) -> None:
    """Publish a performance with every seat of its plan."""

    async def work(connection: Connection) -> int:
        return await publish_performance(connection, number, actor=ACTOR)

    click.echo(f"Performance {number} is published with {_run(work):,} seats.")


@performance.command(help="Ends all sales of performance NUMBER.")
@click.argument("number", type=Id)
def cancel(number: int) -> None:
    """End all sales of a performance."""

    async def work(connection: Connection) -> int:
        await cancel_performance(connection, number, actor=ACTOR)
        return number

    click.echo(f"Performance {_run(work)} is cancelled.")


def _run(work: Callable[[Connection], Awaitable[int]]) -> int:
    """Run `work` in its own transaction."""

    async def run() -> int:
        async with transaction() as connection:
            return await work(connection)

    return run_with_connections(run())


async def _event(connection: Connection, slug: str, title: str | None, organizer: str) -> int:
    """Return the id of the event with this slug; create it where there is none and a title was given."""
    event_id = await find_event(slug)
    if event_id is not None:
        return event_id
    if not title:
        raise NotFound(message("There is no event called {slug}; give it a --title to announce it.", slug=slug))
    return await save_event(connection, await find_organizer(organizer), NewEvent(slug, title))
