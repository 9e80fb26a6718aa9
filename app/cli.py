"""The `aisle` command: collects the commands of every area."""

import asyncio
import sys

import asyncpg
import click

from app.checkout.commands import order
from app.checkout.payments_commands import payments
from app.development_commands import dev, reset_command
from app.door.commands import ticket
from app.errors import AisleError
from app.events.commands import performance
from app.settings import settings
from app.venues.commands import draw_plan, import_plan
from app.waiting_room.commands import queue, verify_draw
from app.waiting_room.staff.demo_rooms import demo
from db.migrate import begin_epoch, migrate
from db.pool import first_line
from realtime.environment import SettingsError
from realtime.logs import set_up_logs


@click.group(help="The house from a terminal. DATABASE_URL says which; `make dev` leaves its own in var/house.env.")
def aisle() -> None:
    """Group the commands of every area."""


@aisle.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date. Forward only."""
    asyncio.run(migrate())
    click.echo("The database is up to date.")


@aisle.command("restored", help="Say that the database came out of a back-up: every browser fetches its map anew.")
def restored_command() -> None:
    """Begin a new epoch after the database was restored from a backup, so that every browser reloads its seat map."""
    click.echo(f"Epoch {asyncio.run(begin_epoch())} has begun.")


for command in (import_plan, draw_plan, performance, demo, ticket, order, payments, queue, verify_draw, dev):
    aisle.add_command(command)
demo.add_command(reset_command)


def main() -> None:
    """Run a command. Every error is one clear line on stderr and exit code 1."""
    try:
        set_up_logs("cli", production=settings().production, level="warning")
        aisle()
    except (AisleError, SettingsError, OSError, RuntimeError) as error:
        click.echo(f"aisle: {error}", err=True)
        sys.exit(1)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        click.echo(f"aisle: The database refuses: {first_line(error)}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
