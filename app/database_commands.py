"""`aisle migrate` and `aisle restored`: bring the database up to date, and put it in order after a restore."""

import asyncio

import click

from db.migrate import migrate
from db.restored import AfterRestore, begin_epoch


@click.command("migrate", help="Bring the database up to date. Forward only.")
def migrate_command() -> None:
    """Apply the missing migrations and install the SQL functions."""
    asyncio.run(migrate())
    click.echo("The database is up to date.")


@click.command(
    "restored",
    help="Say that the database came out of a back-up: every browser fetches its map anew, and the consumers of the "
    "journal go on where they were in it.",
)
def restored_command() -> None:
    """Begin a new epoch after the database was restored from a back-up, and make the consumers' cursors valid."""
    for line in restored_lines(asyncio.run(begin_epoch())):
        click.echo(line)


def restored_lines(done: AfterRestore) -> list[str]:
    """Describe what was done after a restore."""
    lines = [f"Epoch {done.epoch} has begun."]
    if done.facts:
        lines.append(f"The journal came out of another cluster: {done.facts} facts have new transaction numbers.")
    if done.consumers:
        lines.append(f"Consumers of the journal that go on where they were: {done.consumers}.")
    if done.restarted:
        lines.append(f"Of these had stopped because of the restore, and run again: {done.restarted}.")
    return lines
