"""`aisle journal months|export|drop`: the months of the journal, their export, and the end of old ones."""

from pathlib import Path

import click

from app.command_connections import run_with_connections
from app.journal.drop import drop_month
from app.journal.export import export_month
from app.journal.months import JournalMonth, get_months
from app.language.translator import english

MEGABYTE = 1_000_000
FILE = click.Path(path_type=Path)


@click.group("journal", help="The journal's months: list, export and drop them.")
def journal() -> None:
    """Group the commands about months of the journal."""


@journal.command("months", help="Lists the months: their size, and whether they can be dropped.")
def months_command() -> None:
    """Print one line a month."""
    click.echo(f"{'month':<16}{'facts':>14}{'MB':>10}  can be dropped")
    for month in run_with_connections(get_months()):
        click.echo(_line(month))


def _line(month: JournalMonth) -> str:
    rows = "?" if month.rows is None else f"about {month.rows}"
    if month.refusal is not None:
        answer = f"no. {english.say(month.refusal)}"
    elif month.is_attached and not month.is_half_detached:
        answer = "after its export"
    else:
        answer = "its drop was interrupted: run `aisle journal drop` again"
    return f"{month.name:<16}{rows:>14}{month.bytes / MEGABYTE:>10.1f}  {answer}"


@journal.command("export", help="Writes a month that is over to a Parquet file, with a note of its count and hashes.")
@click.argument("month")
@click.option("--to", "folder", type=FILE, required=True, help="The folder of the files.")
def export_command(month: str, folder: Path) -> None:
    """Export a month."""
    export = run_with_connections(export_month(month, folder))
    click.echo(f"{export.note.rows} facts of {month} are in {export.path}. SHA-256: {export.note.file_sha256}")


@journal.command("drop", help="Deletes a month from the database, if it was exported and all have read it.")
@click.argument("month")
@click.option(
    "--export", "file", type=FILE, required=True, help="The Parquet file of its export; the note is beside it."
)
def drop_command(month: str, file: Path) -> None:
    """Drop a month."""
    rows = run_with_connections(drop_month(month, file))
    click.echo(f"{month} is dropped: {rows} facts. They are in {file}.")
