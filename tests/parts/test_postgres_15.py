"""The partitioned journal on Postgres 15, the oldest that Aisle works with."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
import pytest_asyncio

from db.journal_months import ensure_months
from tests.db.databases import DUMP, Database
from tests.db.journal_upgrade import INSERT, facts_of, file_of, migrate_until_the_switch, partitions_of
from tests.parts.postgres_15 import PROGRAM, Postgres15, running_postgres_15

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(PROGRAM is None, reason="PostgreSQL 15 is not installed (Debian's package postgresql-15)"),
]
NAME = "before_15"


@pytest.fixture(scope="module")
def old_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres15]:
    """Start a Postgres 15."""
    with running_postgres_15(tmp_path_factory.mktemp("postgres15")) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def before(old_postgres: Postgres15, server_environment: dict[str, str]) -> AsyncIterator[Database]:
    """Create a database of release 0.1.0 there."""
    server = await asyncpg.connect(old_postgres.url)
    await server.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    url = old_postgres.url.replace("/aisle?", f"/{NAME}?")
    loading = await asyncpg.connect(url)
    # a setting of Postgres 17 that the dump names
    await loading.execute(DUMP.read_text().replace("SET transaction_timeout = 0;", ""))
    await loading.close()
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    yield Database(connection, {**server_environment, "DATABASE_URL": url})
    await connection.close()
    await server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    await server.close()


async def test_the_journal_becomes_partitioned_without_being_copied(before: Database) -> None:
    assert int(await before.connection.fetchval("SHOW server_version_num")) < 160_000
    facts, file = await facts_of(before.connection), await file_of(before.connection, "journal")
    await migrate_until_the_switch(before)
    assert await before.migrate() == 0
    partitions = await partitions_of(before.connection)
    assert (await file_of(before.connection, partitions[0]), len(partitions)) == (file, 12)
    assert await facts_of(before.connection) == facts
    assert await before.connection.fetchval(INSERT) > max(int(str(fact[0])) for fact in facts)
    for change in ("UPDATE journal SET actor = 'me'", f"DELETE FROM {partitions[0]}"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await before.connection.execute(change)


async def test_seats_are_held_and_months_come_and_go(before: Database) -> None:
    assert await before.migrate() == 0
    assert await before.connection.fetchval("SELECT outcome FROM hold_seats(1, 'dora', '{5}', 1)") == "held"
    last = (await partitions_of(before.connection))[-1]
    await before.connection.execute(f"ALTER TABLE journal DETACH PARTITION {last} CONCURRENTLY")
    assert await ensure_months(before.connection) == 1
    assert (await partitions_of(before.connection))[-1] == last
    # what `aisle restored` does
    await before.connection.execute("ALTER TABLE journal DISABLE TRIGGER append_only")
    await before.connection.execute("UPDATE journal SET xid = '1'")
    await before.connection.execute("ALTER TABLE journal ENABLE TRIGGER append_only")
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await before.connection.execute("UPDATE journal SET xid = '2'")
    await before.connection.execute("TRUNCATE journal RESTART IDENTITY")
    assert await before.connection.fetchval(INSERT) == 1
