"""The `aisle` command: lists the commands of every area."""

import sys

import asyncpg
import click

from app.errors import AisleError
from app.lazy_group import LazyCommand, LazyGroup
from app.settings import settings
from db.errors import first_line
from realtime.environment import SettingsError

COMMANDS = {
    "consumers": LazyCommand(
        "workers.consumers.staff.commands", "consumers", "The journal's consumers: where they are, and what has failed."
    ),
    "demo": LazyCommand("app.demo_commands", "demo", "Fills the house with things to see."),
    "dev": LazyCommand("app.development_commands", "dev", "For development and tests, never in production."),
    "draw-plan": LazyCommand(
        "app.venues.commands", "draw_plan", "Publishes a built-in plan as the venue's next version of its name."
    ),
    "event": LazyCommand("app.events.translations.commands", "event", "Events: their texts in further languages."),
    "import-plan": LazyCommand(
        "app.venues.commands",
        "import_plan",
        "Reads a pretix seating plan (JSON) and publishes it as the venue's next version of that name.",
    ),
    "journal": LazyCommand("app.journal_commands", "journal", "The journal's months: list, export and drop them."),
    "keys": LazyCommand(
        "app.key_commands", "keys", "Keys that sign: new root secrets, and the lists that need no root secret."
    ),
    "migrate": LazyCommand("app.database_commands", "migrate_command", "Bring the database up to date."),
    "order": LazyCommand(
        "app.checkout.commands", "order", "Orders: find one, see all of it, give money back, send its mail again."
    ),
    "organizer": LazyCommand(
        "app.accounts.organizer_commands", "organizer", "Organizers: the language of their texts."
    ),
    "payments": LazyCommand("app.checkout.payments_commands", "payments", "Money and mail that need a person."),
    "performance": LazyCommand("app.events.commands", "performance", "Dates of events: draft, publish, cancel."),
    "queue": LazyCommand("app.waiting_room.commands", "queue", "Waiting rooms: set, watch and steer them."),
    "restored": LazyCommand(
        "app.database_commands",
        "restored_command",
        "Say that the database came out of a back-up: every browser fetches its map anew, and the consumers of the "
        "journal go on where they were in it.",
    ),
    "seats": LazyCommand(
        "app.seat_commands", "seats", "Seats: take them off sale, bring them back, see what happened to one."
    ),
    "staff": LazyCommand("app.accounts.commands", "staff", "Browsers of the box office."),
    "ticket": LazyCommand("app.door.commands", "ticket", "Tickets at the door."),
    "verify-draw": LazyCommand(
        "app.waiting_room.commands",
        "verify_draw",
        "Checks a download (draw.zip) of a waiting room's draw; --help says more.",
    ),
}


@click.group(
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    help="The house from a terminal. DATABASE_URL says which; `make dev` leaves its own in var/house.env.",
)
@click.pass_context
def aisle(context: click.Context) -> None:
    """Set up the logs of the command that follows."""
    if context.invoked_subcommand == "keys":  # without the secret that it makes, the settings may be refused
        return
    # structlog takes a third of a second to import, which `aisle --help` does not need
    from realtime.logs import set_up_logs  # noqa: PLC0415

    set_up_logs("cli", production=settings().production, level="warning")


def main() -> None:
    """Run a command. Every error is one clear line on stderr and exit code 1."""
    try:
        aisle()
    except (AisleError, SettingsError, OSError, RuntimeError) as error:
        click.echo(f"aisle: {error}", err=True)
        sys.exit(1)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        click.echo(f"aisle: The database refuses: {first_line(error)}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
