"""`aisle migrate` and `aisle restored`: bring the database up to date, and tell browsers that it was restored."""

import asyncio

import click

from db.migrate import begin_epoch, migrate


@click.command("migrate", help="Bring the database up to date. Forward only.")
def migrate_command() -> None:
    """Apply the missing migrations and install the SQL functions."""
    asyncio.run(migrate())
    click.echo("The database is up to date.")


@click.command("restored", help="Say that the database came out of a back-up: every browser fetches its map anew.")
def restored_command() -> None:
    """Begin a new epoch after the database was restored from a backup, so that every browser reloads its seat map."""
    click.echo(f"Epoch {asyncio.run(begin_epoch())} has begun.")
