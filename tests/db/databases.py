"""Databases for one test: empty, or of an earlier release; the contents of their catalogs; a pool for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import msgspec

from db import pool
from db.engine import DB
from db.timeouts import Timeouts
from tests.fork_server import run

SHORT = Timeouts(idle_in_transaction=0.1, statement=0.2, transaction=0.4)
"""Time-outs that a test need not wait for."""
DUMP = Path(__file__).parent / "dumps" / "release-0.1.0.dump"
CATALOGS = {
    "columns": """
        SELECT table_name, ordinal_position, column_name, udt_name, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    "functions": """
        SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace ORDER BY 1""",
    "migrations": "SELECT name, app_name, ran_on FROM migration ORDER BY 1",
}


class Database(msgspec.Struct, frozen=True):
    """A database for one test; `environment` is for the programs that use it."""

    connection: asyncpg.Connection
    environment: dict[str, str]

    async def migrate(self) -> int:
        """Run `aisle migrate` as an operator does; returns its exit code."""
        code, text = await run("app.cli", self.environment, "migrate")
        print(text)
        return code

    async def catalogs(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the catalogs of the schema and the applied migrations, by kind."""
        return {kind: [tuple(row) for row in await self.connection.fetch(sql)] for kind, sql in CATALOGS.items()}

    async def functions(self) -> set[str]:
        """Return the signatures of all functions."""
        return {str(signature) for signature, _ in (await self.catalogs())["functions"]}


@asynccontextmanager
async def pool_with(timeouts: Timeouts) -> AsyncIterator[None]:
    """Let this process use a pool of two connections with these time-outs, until the end of the block."""
    kept, DB.pool = DB.pool, None
    try:
        await pool.open_pool(2, timeouts)
        yield
        await pool.close_pool()
    finally:
        DB.pool = kept


@asynccontextmanager
async def locked(database: str, table: str) -> AsyncIterator[None]:
    """Lock a table, so that every statement that uses it waits; give this process short time-outs."""
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction(), pool_with(SHORT):
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


@asynccontextmanager
async def empty_database(environment: dict[str, str], name: str) -> AsyncIterator[Database]:
    """Create a database without tables; drop it at the end."""
    url = environment["DATABASE_URL"].replace("/aisle?", f"/{name}?")
    await pool.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection = await asyncpg.connect(url)
    try:
        yield Database(connection, {**environment, "DATABASE_URL": url})
    finally:
        await connection.close()
        await pool.execute(f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def database_of_before(environment: dict[str, str], name: str) -> AsyncIterator[Database]:
    """Create a database of release 0.1.0, which did not install the functions at every migrate."""
    async with empty_database(environment, name) as made:
        # a connection of its own, because the dump changes the settings of its connection
        loading = await asyncpg.connect(made.environment["DATABASE_URL"])
        await loading.execute(DUMP.read_text())
        await loading.close()
        yield made
