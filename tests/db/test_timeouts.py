"""Time-outs of the database: a forgotten transaction ends, a long statement is cut off, and the pool goes on."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from db import pool
from db.engine import DB
from db.pool import DATABASE_ERRORS, TRANSACTION_TIMEOUT_SINCE
from db.tables.places import Organizer
from db.timeouts import COMMAND, MIGRATION, RELAY, WEB, WORKER, Timeouts
from db.transaction import transaction
from tests.db.databases import SHORT, pool_with
from tests.eventually import eventually
from workers.relay.journal_reader import connect

SETTINGS = "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout"


@pytest_asyncio.fixture(loop_scope="session")
async def short(database: str) -> AsyncIterator[None]:
    """Open a pool with short time-outs."""
    async with pool_with(SHORT):
        yield


async def forget_transaction(prepare: str = "") -> None:
    """Write a row in a transaction, prepare a statement if one is given, and send nothing until the connection ends.

    Raises what the transaction raises at its end."""
    async with transaction() as connection:
        await connection.execute("INSERT INTO organizer (slug, name) VALUES ('olga', 'Olga')")
        if prepare:
            await connection.prepare(prepare)
        await eventually(connection.is_closed)
        with pytest.raises(DATABASE_ERRORS):
            await Organizer.count()  # Piccolo's own query, which joins the transaction


async def test_a_forgotten_transaction_changes_nothing_and_the_pool_goes_on(short: None) -> None:
    for _ in range(3):  # more often than the pool has connections
        with pytest.raises(DATABASE_ERRORS):
            await forget_transaction()
    assert await Organizer.count() == 0
    assert pool.pool().get_size() - pool.pool().get_idle_size() == 0


async def test_a_transaction_forgotten_in_the_middle_of_a_statement_ends(short: None) -> None:
    if await pool.fetch_value("SHOW server_version_num") < f"{TRANSACTION_TIMEOUT_SINCE}0000":
        pytest.skip("this Postgres has no time-out that ends it")
    with pytest.raises(DATABASE_ERRORS):
        await forget_transaction(prepare="SELECT 'not run'")
    assert await Organizer.count() == 0


async def test_a_connection_without_a_transaction_may_be_idle(short: None) -> None:
    async with pool.pool().acquire() as idle:
        first = await idle.fetchval("SELECT pg_backend_pid()")
        with pytest.raises(DATABASE_ERRORS):
            await forget_transaction()  # takes as long as an idle transaction may
        assert await idle.fetchval("SELECT pg_backend_pid()") == first


async def test_a_long_statement_is_cut_off_and_its_connection_goes_on(short: None) -> None:
    async with pool.pool().acquire() as connection:
        first = await connection.fetchval("SELECT pg_backend_pid()")
        with pytest.raises(asyncpg.QueryCanceledError):
            await connection.execute("SELECT pg_sleep(600)")
        assert await connection.fetchval("SELECT pg_backend_pid()") == first


async def shown(connection: asyncpg.Connection) -> dict[str, str]:
    """Return the time-outs of a connection, in milliseconds."""
    rows = await connection.fetch("SELECT name, setting FROM pg_settings WHERE name = ANY ($1)", SETTINGS)
    return {row["name"]: row["setting"] for row in rows}


async def test_the_relay_and_migrations_have_their_own(database: str) -> None:
    relay, migrating = await connect(database, 1.5), await DB.get_new_connection()
    assert await shown(relay) == RELAY.server_settings
    assert await shown(migrating) == MIGRATION.server_settings
    await relay.close()
    await migrating.close()


async def test_a_pool_has_the_time_outs_of_a_command_unless_it_says_another(database: str) -> None:
    async with pool.pool().acquire() as connection:
        assert await shown(connection) == COMMAND.server_settings


@pytest.mark.parametrize(("kind", "seconds"), [(WEB, 10), (WORKER, 15), (COMMAND, 600)])
async def test_a_pool_limits_whole_transactions(database: str, kind: Timeouts, seconds: int) -> None:
    assert kind.transaction == seconds > kind.statement > kind.idle_in_transaction  # Postgres ignores longer ones
    async with pool_with(kind), pool.pool().acquire() as connection:
        if connection.get_server_version().major < TRANSACTION_TIMEOUT_SINCE:
            pytest.skip("this Postgres has no such time-out")
        row = await connection.fetchrow("SELECT setting FROM pg_settings WHERE name = 'transaction_timeout'")
        assert row == (f"{seconds}000",)


@pytest.mark.parametrize("kind", [WEB, WORKER, RELAY, COMMAND])
def test_asyncpg_waits_longer_than_postgres(kind: Timeouts) -> None:
    assert kind.command_timeout is not None
    assert kind.command_timeout > kind.statement > 0
    assert MIGRATION.command_timeout is None
