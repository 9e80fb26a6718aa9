"""`aisle migrate` waits for a table that is in use only for a moment, tries again, and gives up with a clear line."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from db import pool
from db.migrate import ONE_AT_A_TIME
from db.migrations import m0001_the_house
from db.migrations.sql_files import FOLDER
from db.timeouts import MIGRATION
from tests.db.databases import Database, empty_database
from tests.eventually import eventually
from tests.fork_server import run

pytestmark = pytest.mark.slow
WAITING = """
    SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND l.locktype = 'relation' AND a.datname = 'locked'
"""
WAITS_FOR_LONG = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = 'locked' AND query LIKE 'SELECT pg_try_advisory_lock%'
      AND clock_timestamp() > backend_start + $1 * interval '1.2 s'
"""
PICCOLOS_TABLE = """
    CREATE TABLE migration (id serial PRIMARY KEY, name varchar(200), app_name varchar(200), ran_on timestamp)
"""


@pytest_asyncio.fixture(loop_scope="session")
async def old(database: str, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create a database to which only the first migration was applied."""
    async with empty_database(server_environment, "locked") as made:
        await made.connection.execute((FOLDER / "0001_the_house.sql").read_text())
        await made.connection.execute(PICCOLOS_TABLE)
        await made.connection.execute(
            "INSERT INTO migration (name, app_name, ran_on) VALUES ($1, 'aisle', now())", m0001_the_house.ID
        )
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def in_use(old: Database) -> AsyncIterator[asyncpg.transaction.Transaction]:
    """Begin a transaction that reads a table which the second migration changes."""
    using = await asyncpg.connect(old.environment["DATABASE_URL"])
    transaction = using.transaction()
    await transaction.start()
    await using.execute("SELECT FROM performance")
    yield transaction
    await using.close()


async def waiting() -> int:
    """Count the transactions that wait for a table."""
    return await pool.fetch_value(WAITING)


async def nothing_waits() -> bool:
    return await waiting() == 0


async def test_a_table_in_use_is_not_migrated_and_the_line_says_so(
    old: Database, in_use: asyncpg.transaction.Transaction
) -> None:
    catalogs = await old.catalogs()
    code, output = await run("app.cli", old.environment, "migrate")
    assert code == 1
    assert output.startswith("aisle: A step of migrate could not lock its table")
    assert f"waited {MIGRATION.lock:g} seconds" in output
    assert len(output.splitlines()) == 1
    assert await old.catalogs() == catalogs


async def test_migrate_lets_others_pass_and_tries_again(old: Database, in_use: asyncpg.transaction.Transaction) -> None:
    migrating = asyncio.create_task(old.migrate())
    await eventually(waiting)
    await eventually(nothing_waits)  # it gave up its place in the queue
    await in_use.rollback()
    assert await migrating == 0


async def test_migrate_tries_again_after_a_deadlock(old: Database) -> None:
    other = await asyncpg.connect(old.environment["DATABASE_URL"])
    await other.execute("SET deadlock_timeout = '1h'")  # so that Postgres ends the transaction of migrate
    transaction = other.transaction()
    await transaction.start()
    await other.execute("SELECT FROM order_line")
    migrating = asyncio.create_task(old.migrate())
    await eventually(waiting)  # migrate changed "order", and waits for order_line
    await other.execute('SELECT FROM "order"')
    await transaction.rollback()
    assert await migrating == 0
    await other.close()


async def test_a_second_migrate_waits_for_the_first_for_longer_than_for_a_table(old: Database) -> None:
    await old.connection.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)  # as the first one does
    migrating = asyncio.create_task(old.migrate())
    await eventually(lambda: pool.fetch_value(WAITS_FOR_LONG, MIGRATION.lock))
    await old.connection.execute("SELECT pg_advisory_unlock($1)", ONE_AT_A_TIME)
    assert await migrating == 0
