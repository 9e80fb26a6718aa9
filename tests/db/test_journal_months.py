"""The months of the journal: created in advance, by several processes, without disturbing those that write."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from app.dev.clock import move_clock
from db import journal_months
from db.clock import set_shift
from db.engine import DB
from db.journal_months import (
    begin_of_month,
    count_months_ahead,
    create_month,
    ensure_months,
    list_months,
    missing_months,
)
from db.timeouts import COMMAND
from tests.db.databases import Database, empty_database, pool_with
from tests.db.journal_upgrade import INSERT

NOW = datetime.now(UTC)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def months(migrated: str, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create a database with its months, for all tests of this file."""
    async with empty_database(server_environment, "months") as made:
        assert await made.migrate() == 0
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def connection(months: Database) -> AsyncIterator[asyncpg.Connection]:
    """Return a connection to it; afterwards it has its months again."""
    await months.connection.execute("SET TIME ZONE 'UTC'")
    yield months.connection
    await ensure_months(months.connection)


@pytest_asyncio.fixture(loop_scope="session")
async def other(months: Database) -> AsyncIterator[asyncpg.Connection]:
    """Open a second connection."""
    connection = await asyncpg.connect(months.environment["DATABASE_URL"])
    yield connection
    await connection.close()


def month_table(later: int) -> str:
    """Return the table of the month that is `later` months ahead."""
    return f"journal_{begin_of_month(NOW, later):%Y_%m}"


async def tables(connection: asyncpg.Connection) -> list[str]:
    """Return the tables of the months by time."""
    return [month.table for month in await list_months(connection)]


@pytest.mark.parametrize(
    ("time", "later", "begins"),
    [
        ("2026-12-31T23:59:59+00:00", 0, "2026-12-01"),
        ("2026-12-31T23:59:59+00:00", 1, "2027-01-01"),
        ("2026-01-01T00:30:00+01:00", 0, "2025-12-01"),
        ("2026-03-01T00:00:00+00:00", 22, "2028-01-01"),
    ],
)
def test_months_begin_in_utc(time: str, later: int, begins: str) -> None:
    assert begin_of_month(datetime.fromisoformat(time), later) == datetime.fromisoformat(begins).replace(tzinfo=UTC)


async def test_a_new_database_has_twelve_months_ahead(connection: asyncpg.Connection) -> None:
    assert await count_months_ahead(connection) == 12
    assert await ensure_months(connection) == 0


async def test_missing_months_are_created_like_the_others(connection: asyncpg.Connection) -> None:
    lost = [month_table(5), month_table(9)]
    for table in lost:
        await connection.execute(f"DROP TABLE {table}")
    assert await count_months_ahead(connection) == 4
    assert await ensure_months(connection) == 2
    for table in lost:
        same = "SELECT regexp_replace(indexdef, 'journal_20[0-9_]+', '', 'g') FROM pg_indexes WHERE tablename = $1"
        kinds = [{row[0] for row in await connection.fetch(same, name)} for name in (table, month_table(7))]
        assert kinds[0] == kinds[1]
        assert len(kinds[0]) == 3


async def test_processes_that_create_months_at_once_do_not_disturb_each_other(
    connection: asyncpg.Connection, other: asyncpg.Connection
) -> None:
    for later in range(4, 12):
        await connection.execute(f"DROP TABLE {month_table(later)}")
    created = await asyncio.gather(ensure_months(connection), ensure_months(other))
    assert sum(created) == 8
    assert await count_months_ahead(connection) == 12


async def test_a_detached_month_is_attached_again(connection: asyncpg.Connection) -> None:
    begins = begin_of_month(NOW, 6)
    at = INSERT.replace("actor)", "actor, at)").replace("'fan')", f"'fan', '{begins.isoformat()}')")
    id = await connection.fetchval(at)
    await connection.execute(f"ALTER TABLE journal DETACH PARTITION {month_table(6)} CONCURRENTLY")
    assert await ensure_months(connection) == 1
    assert await connection.fetchval("SELECT count(*) FROM journal WHERE id = $1", id) == 1


async def test_months_are_created_while_facts_are_written(
    connection: asyncpg.Connection, other: asyncpg.Connection
) -> None:
    await connection.execute(f"DROP TABLE {month_table(8)}")
    async with other.transaction():
        await other.execute(INSERT)
        assert await ensure_months(connection) == 1
        await other.execute(INSERT)


async def test_a_lock_that_is_refused_is_asked_for_again(
    connection: asyncpg.Connection, other: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_months, "LOCK_TIMEOUT", "1ms")
    await connection.execute(f"DROP TABLE {month_table(8)}")
    pauses = 0

    async def pause(_: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 2:
            await holding.rollback()

    monkeypatch.setattr(journal_months.asyncio, "sleep", pause)
    holding = other.transaction()
    await holding.start()
    await other.execute("LOCK TABLE ONLY journal IN SHARE UPDATE EXCLUSIVE MODE")
    assert await ensure_months(connection) == 1
    assert pauses == 2


async def test_after_some_attempts_it_says_that_it_got_no_lock(
    connection: asyncpg.Connection, other: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_months, "LOCK_TIMEOUT", "1ms")
    monkeypatch.setattr(journal_months, "PAUSE", 0)
    await connection.execute(f"DROP TABLE {month_table(8)}")
    before = await tables(connection)
    async with other.transaction():
        await other.execute("LOCK TABLE ONLY journal IN SHARE UPDATE EXCLUSIVE MODE")
        with pytest.raises(RuntimeError, match="could not be created"):
            await ensure_months(connection)
    assert await tables(connection) == before


async def test_a_moved_clock_counts_and_new_months_get_its_default(connection: asyncpg.Connection) -> None:
    moved = connection.transaction()
    await moved.start()
    await set_shift(connection, int(timedelta(days=3000).total_seconds()))
    assert await count_months_ahead(connection) == 0
    begins = begin_of_month(NOW + timedelta(days=3000))
    assert await create_month(connection, begins)
    await connection.execute("SET LOCAL search_path = aisle_clock, pg_catalog, public")
    id = await connection.fetchval(INSERT)
    where = await connection.fetchval("SELECT tableoid::regclass::text FROM journal WHERE id = $1", id)
    default = await connection.fetchval(
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum"
        " WHERE adrelid = $1::text::regclass AND attname = 'at'",
        f"public.journal_{begins:%Y_%m}",
    )
    await moved.rollback()
    assert where == f"journal_{begins:%Y_%m}"
    assert default.removeprefix("aisle_clock.") == "now()"
    assert default == "now()"  # the first now() of this search path is the moved one


async def test_a_time_before_the_first_month_has_one_as_long_as_that_is_there(connection: asyncpg.Connection) -> None:
    early = begin_of_month(NOW - timedelta(days=3000))
    assert await missing_months(connection, early, 0) == []


async def test_the_clock_is_moved_to_months_that_are_created_first(
    database: str, server_environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime.clock._file", tmp_path / "clock")
    async with empty_database(server_environment, "moved") as moved:
        assert await moved.migrate() == 0
        await moved.connection.execute("SET search_path = aisle_clock, pg_catalog, public")
        monkeypatch.setitem(DB.config, "dsn", moved.environment["DATABASE_URL"])
        async with pool_with(COMMAND):
            for change in ("+3000d", "-6000d"):
                to = (await move_clock(change)).now
                id = await moved.connection.fetchval(INSERT)
                at = await moved.connection.fetchval("SELECT at FROM journal WHERE id = $1", id)
                assert abs(at - to) < timedelta(days=1)
                assert await missing_months(moved.connection, to) == []
