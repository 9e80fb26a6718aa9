"""The journal of an earlier release becomes the first partition, while others use it, without being copied."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from tests.db.databases import Database, database_of_before
from tests.db.journal_upgrade import (
    FIRST,
    INSERT,
    facts_of,
    file_of,
    migrate_until_the_switch,
    partitions_of,
)
from tests.eventually import eventually

WAITING = "SELECT count(*) > $1 FROM pg_locks WHERE NOT granted AND relation = 'journal'::regclass"


@pytest_asyncio.fixture(loop_scope="session")
async def before(database: str, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create a database of release 0.1.0 during a sale."""
    async with database_of_before(server_environment, "before_months") as made:
        await made.connection.execute("SET TIME ZONE 'UTC'")
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def writer(before: Database) -> AsyncIterator[asyncpg.Connection]:
    """Open another connection to it."""
    connection = await asyncpg.connect(before.environment["DATABASE_URL"])
    yield connection
    await connection.close()


async def test_the_facts_stay_where_they_are(before: Database) -> None:
    facts, file = await facts_of(before.connection), await file_of(before.connection, "journal")
    assert facts
    assert await before.migrate() == 0
    first = (await partitions_of(before.connection))[0]
    assert first.startswith("journal_before_")
    assert await file_of(before.connection, first) == file
    assert await facts_of(before.connection) == facts


async def test_new_ids_follow_the_old_ones(before: Database) -> None:
    used = await before.connection.fetchval(INSERT)
    await before.connection.execute("BEGIN")
    lost = await before.connection.fetchval(INSERT)  # an id that was given out, but is in no row
    await before.connection.execute("ROLLBACK")
    assert await before.migrate() == 0
    assert await before.connection.fetchval(INSERT) == lost + 1 == used + 2


async def test_all_months_refuse_changes(before: Database) -> None:
    assert await before.migrate() == 0
    partitions = await partitions_of(before.connection)
    assert len(partitions) == 12  # of the twelve months ahead, the first partition has one
    last = f"{partitions[-1][-7:].replace('_', '-')}-01"
    await before.connection.execute(INSERT.replace("actor)", "actor, at)").replace("'fan')", f"'fan', '{last}')"))
    for table in (partitions[0], partitions[-1], "journal"):
        for change in (f"UPDATE {table} SET actor = 'me'", f"DELETE FROM {table}"):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await before.connection.execute(change)


async def test_a_migrate_that_fails_at_the_switch_can_be_repeated(before: Database) -> None:
    facts = await facts_of(before.connection)
    await migrate_until_the_switch(before)
    assert await partitions_of(before.connection) == []
    assert await before.connection.fetchval(INSERT) is not None  # selling goes on in between
    assert await before.migrate() == 0
    assert (await facts_of(before.connection))[: len(facts)] == facts


@pytest.mark.parametrize("fails_at", ["before the switch", "after the switch"])
async def test_a_step_that_was_not_entered_as_done_can_be_repeated(before: Database, fails_at: str) -> None:
    if fails_at == "before the switch":
        await migrate_until_the_switch(before)
    else:
        assert await before.migrate() == 0
    partitions = await partitions_of(before.connection)
    await before.connection.execute("DELETE FROM migration WHERE name >= $1", FIRST)
    assert await before.migrate() == 0
    assert (await partitions_of(before.connection))[: len(partitions)] == partitions
    assert await before.connection.fetchval(INSERT) is not None


async def test_an_index_that_was_left_unfinished_is_built_again(before: Database) -> None:
    await before.connection.execute("CREATE INDEX journal_before_xid ON journal (actor)")
    await before.connection.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'journal_before_xid'::regclass"
    )
    assert await before.migrate() == 0
    definition = await before.connection.fetchval("SELECT pg_get_indexdef('journal_before_xid'::regclass)")
    assert definition.endswith("(xid, id)")


async def test_the_first_partition_keeps_the_indexes_that_were_built_beforehand(before: Database) -> None:
    await migrate_until_the_switch(before)
    names = {"journal_before_id": "journal_before_pkey", "journal_before_xid": "journal_before_xid"}
    files = {new: await file_of(before.connection, old) for old, new in names.items()}
    assert await before.migrate() == 0
    assert {name: await file_of(before.connection, name) for name in files} == files


async def test_facts_are_written_while_the_switch_waits(before: Database, writer: asyncpg.Connection) -> None:
    await migrate_until_the_switch(before)
    open_transaction = before.connection.transaction()
    await open_transaction.start()
    await before.connection.execute(INSERT)
    migrating = asyncio.create_task(before.migrate())
    await eventually(lambda: before.connection.fetchval(WAITING, 0))
    writing = asyncio.create_task(writer.fetchval(INSERT))
    await open_transaction.commit()
    assert await migrating == 0
    assert await writing is not None


async def test_facts_are_written_during_all_steps(before: Database, writer: asyncpg.Connection) -> None:
    ids: list[int] = []
    migrating = asyncio.create_task(before.migrate())
    while not migrating.done():
        ids.append(await writer.fetchval(INSERT))
    assert await migrating == 0
    ids.append(await writer.fetchval(INSERT))
    assert ids == sorted(set(ids))
    assert await before.connection.fetchval("SELECT count(*) FROM journal WHERE id = ANY($1)", ids) == len(ids)


async def test_roles_keep_their_privileges(before: Database, writer: asyncpg.Connection) -> None:
    await before.connection.execute("CREATE ROLE seller; GRANT SELECT, INSERT ON journal TO seller")
    try:
        assert await before.migrate() == 0
        await writer.execute("SET ROLE seller")
        id = await writer.fetchval(INSERT)
        assert await writer.fetchval("SELECT count(*) FROM journal WHERE id = $1", id) == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await writer.execute("TRUNCATE journal")
    finally:
        await before.connection.execute("DROP OWNED BY seller; DROP ROLE seller")
