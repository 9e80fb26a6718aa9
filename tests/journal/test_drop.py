"""A month is dropped only when it was exported and nothing needs it any more; each refusal changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from app.journal import drop
from app.journal.drop import drop_month
from app.journal.errors import MonthRefused, NoSuchMonth
from app.journal.export import note_path
from app.journal.months import CONSUMERS, get_months
from db.pool import execute, fetch_value
from tests.journal.conftest import OldMonth
from workers.consumers import registry


async def count(month: OldMonth) -> int | None:
    """Return how many facts of the month are read from the journal."""
    return int(await fetch_value("SELECT count(*) FROM journal WHERE at >= $1", month.begins))


@asynccontextmanager
async def reading(database: str) -> AsyncIterator[None]:
    """Let a transaction that has read the journal be open during the block."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction(isolation="repeatable_read"):
            await connection.fetchval("SELECT count(*) FROM journal")
            yield
    finally:
        await connection.close()


def cut_off(file: Path) -> None:
    """Cut off the last byte of a file."""
    file.write_bytes(file.read_bytes()[:-1])


async def test_an_exported_month_is_dropped(month: OldMonth, exported: Path) -> None:
    assert await drop_month(month.name, exported) == 25
    assert await count(month) == 0
    assert await fetch_value("SELECT to_regclass($1)", month.table) is None
    with pytest.raises(NoSuchMonth):
        await drop_month(month.name, exported)


BEHIND = {
    "consumer": (
        "UPDATE consumer SET id = id - 1 WHERE name = 'history'",
        "Not all of its facts were read by: history",
    ),
    "consumer that never ran": (
        "DELETE FROM consumer WHERE name = 'sales_stats'",
        "Not all of its facts were read by: sales_stats",
    ),
    "stopped consumer": (
        "UPDATE consumer SET xid = '1', state = 'stopped', why_stopped = 'a fact failed' WHERE name = 'history'",
        "Not all of its facts were read by: history",
    ),
    "relay": ("UPDATE relay SET cursor = (SELECT max(xid) FROM journal)", "The relay has not published"),
    "dead letter": (
        "INSERT INTO dead_letter SELECT 'webhooks', at, xid, id, 'refused', 5 FROM journal LIMIT 1",
        "dead letters, which could not be retried, of: webhooks",
    ),
    "another fact": (
        "INSERT INTO journal (topic, payload, actor, at, xid) SELECT topic, '{}', actor, at, '1' FROM journal LIMIT 1",
        "are not those of the export",
    ),
}


@pytest.mark.parametrize("case", BEHIND)
async def test_a_month_that_is_needed_stays(month: OldMonth, exported: Path, case: str) -> None:
    change, why = BEHIND[case]
    await execute(change)
    before = await count(month)
    with pytest.raises(MonthRefused, match=why):
        await drop_month(month.name, exported)
    assert await count(month) == before


async def test_a_month_that_is_not_over_stays(month: OldMonth, exported: Path) -> None:
    with pytest.raises(MonthRefused, match="It is not over before"):
        await drop_month((await get_months())[-1].name, exported)


async def test_a_changed_file_is_refused(month: OldMonth, exported: Path) -> None:
    cut_off(exported)
    with pytest.raises(MonthRefused, match="another hash"):
        await drop_month(month.name, exported)


async def test_a_missing_file_or_note_is_refused(month: OldMonth, exported: Path, tmp_path: Path) -> None:
    with pytest.raises(MonthRefused, match="There is no file"):
        await drop_month(month.name, tmp_path / "other.parquet")
    note_path(exported).write_text("{}")
    with pytest.raises(MonthRefused, match="is no note of an export"):
        await drop_month(month.name, exported)


async def test_an_export_of_another_month_is_refused(month: OldMonth, exported: Path) -> None:
    note_path(exported).write_text(note_path(exported).read_text().replace(month.name, "2001-01"))
    with pytest.raises(MonthRefused, match="is an export of 2001-01"):
        await drop_month(month.name, exported)


async def test_a_drop_that_ended_after_the_detach_can_be_repeated(month: OldMonth, exported: Path) -> None:
    await execute(f"ALTER TABLE journal DETACH PARTITION {month.table} CONCURRENTLY")
    assert [found.is_attached for found in await get_months() if found.name == month.name] == [False]
    assert await drop_month(month.name, exported) == 25
    assert await fetch_value("SELECT to_regclass($1)", month.table) is None


async def test_a_drop_that_readers_hold_up_can_be_repeated(
    month: OldMonth, exported: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(database):
        with monkeypatch.context() as patch:
            patch.setattr(drop, "LOCK_TIMEOUT", "1ms")
            patch.setattr(drop, "ATTEMPTS", 2)
            patch.setattr(drop, "PAUSE", 0)
            with pytest.raises(MonthRefused, match="run the command again"):
                await drop_month(month.name, exported)
        assert [found.is_half_detached for found in await get_months() if found.name == month.name] == [True]
    assert await drop_month(month.name, exported) == 25
    assert await fetch_value("SELECT to_regclass($1)", month.table) is None


def test_every_consumer_of_this_release_has_to_have_read_a_month() -> None:
    assert sorted(consumer.name for consumer in registry.CONSUMERS) == sorted(CONSUMERS)
