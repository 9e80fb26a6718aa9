"""Opens transactions. No other file does.

Code inside a transaction does no HTTP, no Redis, no mail and no gather, and locks several rows in key order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from db.engine import DB
from db.pool import Acquisition, Connection


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Commit when the block ends, roll back when it raises. Piccolo's queries inside the block join it.

    The connection always goes back to the pool, also when the server stopped during the commit."""
    async with _transaction("read_committed") as connection:
        yield connection


@asynccontextmanager
async def snapshot_transaction() -> AsyncIterator[Connection]:
    """As `transaction`, but every statement sees the rows as they were at the first one (REPEATABLE READ).

    A change of a row that another transaction has changed since then raises asyncpg.SerializationError."""
    async with _transaction("repeatable_read") as connection:
        yield connection


@asynccontextmanager
async def _transaction(isolation: Literal["read_committed", "repeatable_read"]) -> AsyncIterator[Connection]:
    async with Acquisition() as connection, connection.transaction(isolation=isolation):
        piccolo_transaction = PostgresTransaction(DB)
        piccolo_transaction.connection = connection
        token = DB.current_transaction.set(piccolo_transaction)
        try:
            yield connection
        finally:
            DB.current_transaction.reset(token)


async def commit_without_waiting(connection: Connection) -> None:
    """Let the caller's transaction commit without waiting for the disk, so that it ends sooner: after a crash of the
    database the newest such transactions are missing. For work that is then done again."""
    await connection.execute("SET LOCAL synchronous_commit = off")


@asynccontextmanager
async def transaction_on(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Run the block in a transaction on a connection outside the pool, such as the one that `migrate` locks with."""
    async with connection.transaction():
        yield


async def lock_person(connection: Connection, performance_id: int, person: str) -> None:
    """Lock `person` at a performance until the transaction ends, so that their requests run one at a time.

    Take it before any count: a statement after it sees what the others committed. hold_seats locks the same key."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::bigint || ' ' || $2::text, 0))", performance_id, person
    )
