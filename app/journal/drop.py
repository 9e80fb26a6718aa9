"""Drops a month of the journal that was exported and that nothing needs any more."""

import asyncio
from pathlib import Path

import asyncpg
import msgspec

from app.journal.errors import MonthRefused
from app.journal.export import ExportNote, hash_file, note_path
from app.journal.facts import hash_facts
from app.journal.months import JournalMonth, get_month
from app.language.messages import Message, message
from db.journal_months import LOCK_TIMEOUT
from db.pool import Acquisition, Connection

ATTEMPTS = 20
PAUSE = 0.5  # seconds, in which statements that waited behind an attempt can run
IS_PARTITION = """
    SELECT i.inhdetachpending FROM pg_inherits i WHERE i.inhrelid = to_regclass($1)
      AND i.inhparent = to_regclass('public.journal')
"""
# FINALIZE waits for them with a transaction number, and maps would wait with it; the first attempt to detach has none.
HAS_OLD_READERS = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                   AND backend_xmin IS NOT NULL AND xact_start < pg_catalog.clock_timestamp() - interval '1 second')
"""


async def drop_month(name: str, file: Path) -> int:
    """Detach a month from the journal and drop it; return how many facts it had.

    Before that it checks that the month is over, that the relay and all consumers have read it, and that `file` is an
    export of exactly the facts that the month has. A run that was interrupted can be repeated. Raises NoSuchMonth,
    MonthRefused or OSError."""
    month = await get_month(name)
    if month.refusal is not None:
        raise _refused(month, month.refusal)
    note = _read_note(month, file)
    content = await hash_facts(month.table)
    if (content.rows, content.hex()) != (note.rows, note.content_sha256):
        raise _refused(month, message("The facts of the month are not those of the export: export it again."))
    async with Acquisition() as connection:
        await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            await _detach(connection, month)
            await _repeat(connection, month, f"DROP TABLE public.{month.table}")
        finally:
            await connection.execute("RESET lock_timeout")
    return note.rows


def _refused(month: JournalMonth, why: Message) -> MonthRefused:
    # Translators: {why} is a whole sentence.
    return MonthRefused(message("{name} stays. {why} Nothing was changed.", name=month.name, why=why))


def _read_note(month: JournalMonth, file: Path) -> ExportNote:
    """Return the note beside `file`. Raises MonthRefused unless both are complete and about this month."""
    try:
        note = msgspec.json.decode(note_path(file).read_bytes(), type=ExportNote)
        digest = hash_file(file)
    except FileNotFoundError as problem:
        raise _refused(month, message("There is no file {file}.", file=str(problem.filename))) from None
    except msgspec.DecodeError:
        raise _refused(month, message("{file} is no note of an export.", file=str(note_path(file)))) from None
    if note.month != month.name:
        raise _refused(month, message("The file is an export of {other}.", other=note.month))
    if digest != note.file_sha256:
        raise _refused(month, message("The file is not the one that was exported: it has another hash."))
    return note


async def _detach(connection: Connection, month: JournalMonth) -> None:
    """Detach the partition, or end what an interrupted run began. Statements that use the journal go on meanwhile."""
    alter = f"ALTER TABLE public.journal DETACH PARTITION public.{month.table}"
    for attempt in range(1, ATTEMPTS + 1):
        is_pending = await connection.fetchval(IS_PARTITION, f"public.{month.table}")
        if is_pending is None:
            return
        if not is_pending or not await connection.fetchval(HAS_OLD_READERS):
            try:
                await connection.execute(f"{alter} {'FINALIZE' if is_pending else 'CONCURRENTLY'}")
                return
            except asyncpg.LockNotAvailableError:
                pass
        if attempt < ATTEMPTS:
            await asyncio.sleep(PAUSE)
    raise _is_busy(month)


async def _repeat(connection: Connection, month: JournalMonth, statement: str) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await connection.execute(statement)
            return
        except asyncpg.LockNotAvailableError:
            if attempt == ATTEMPTS:
                raise _is_busy(month) from None
            await asyncio.sleep(PAUSE)


def _is_busy(month: JournalMonth) -> MonthRefused:
    return MonthRefused(
        message(
            "Other transactions still use the journal. {name} is not dropped yet: run the command again.",
            name=month.name,
        )
    )
