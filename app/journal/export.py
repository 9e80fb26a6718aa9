"""Exports a month of the journal: a Parquet file, and beside it a note with its count and its hashes."""

import hashlib
import os
from pathlib import Path

import msgspec

from app.journal.errors import MonthRefused
from app.journal.facts import COLUMNS, FactHash, read_facts
from app.journal.months import GRACE, get_month
from app.language.messages import message
from db.journal_months import database_time
from db.pool import Acquisition


class ExportNote(msgspec.Struct, frozen=True):
    """What describes an export, as NAME.json beside NAME.parquet.

    `content_sha256`: `FactHash` of the rows in the order (xid, id); `file_sha256`: of the bytes of the file. `first`,
    `last`: (xid, id) of the first and the last fact, None in an empty month."""

    month: str
    rows: int
    file: str
    file_sha256: str
    content_sha256: str
    first: tuple[int, int] | None
    last: tuple[int, int] | None
    columns: tuple[str, ...] = COLUMNS


class Export(msgspec.Struct, frozen=True):
    """Where an export is, and its note."""

    path: Path
    note: ExportNote


async def export_month(name: str, folder: Path) -> Export:
    """Write the facts of a month that is over to `folder`/journal-NAME.parquet, and the note beside it.

    The files appear under their names when they are complete and on disk, the note last; they replace those of an
    earlier export. The file is read again before that. Raises NoSuchMonth, MonthRefused or OSError."""
    month = await get_month(name)
    async with Acquisition() as connection:
        if await database_time(connection) < month.ends + GRACE:
            raise MonthRefused(
                message(
                    "{name} is not over before {day}. Nothing was written.",
                    name=name,
                    day=f"{month.ends + GRACE:%Y-%m-%d %H:%M} UTC",
                )
            )
    path = _path_in(folder, name)
    part = path.with_suffix(".parquet.part")
    try:
        note = await _write(name, month.table, part, path.name)
        note_path(path).unlink(missing_ok=True)  # it is about the file before
        _publish(part, path)
        note_part = path.with_suffix(".json.part")
        note_part.write_bytes(msgspec.json.format(msgspec.json.encode(note)) + b"\n")
        _publish(note_part, note_path(path))
    finally:
        part.unlink(missing_ok=True)
    return Export(path, note)


def _path_in(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        raise MonthRefused(message("There is no folder {folder}. Nothing was written.", folder=str(folder)))
    return folder / f"journal-{name}.parquet"


def note_path(path: Path) -> Path:
    """Return where the note of an export is."""
    return path.with_suffix(".json")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _write(name: str, table: str, part: Path, file_name: str) -> ExportNote:
    from app.journal.parquet import FactWriter, read_file  # noqa: PLC0415 - pyarrow is large

    written = FactHash()
    first, last = None, None
    with FactWriter(part) as writer:
        async for batch in read_facts(table):
            facts = [tuple(row) for row in batch]
            writer.write(facts)
            written.add(facts)
            first, last = first or facts[0][:2], facts[-1][:2]
    found = FactHash()
    for facts in read_file(part):
        found.add(facts)
    if (found.rows, found.hex()) != (written.rows, written.hex()):
        raise MonthRefused(message("The file that was written does not say what the journal says. It is deleted."))
    return ExportNote(
        month=name,
        rows=written.rows,
        file=file_name,
        file_sha256=hash_file(part),
        content_sha256=written.hex(),
        first=first,
        last=last,
    )


def _publish(part: Path, path: Path) -> None:
    """Put a complete file under its name, when it is on disk."""
    _sync(part)
    os.replace(part, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
