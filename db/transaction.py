"""One unit of work. The only place that opens a transaction.

Inside: no HTTP, no Redis, no mail, no gather. Several rows are locked in key order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from db.piccolo_conf import DB
from db.pool import Connection, pool


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Commits when the block ends, rolls back when it raises. Piccolo's queries inside the block join it.

    The connection goes back to the pool whatever happens, also when the server died during the commit."""
    async with pool().acquire() as connection, connection.transaction():
        ours = PostgresTransaction(DB)
        ours.connection = connection
        token = DB.current_transaction.set(ours)
        try:
            yield connection
        finally:
            DB.current_transaction.reset(token)


@asynccontextmanager
async def transaction_on(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """One unit of work on a connection that is not the pool's, such as the one that holds the lock of `migrate`."""
    async with connection.transaction():
        yield


async def lock_person(connection: Connection, performance_id: int, person: str) -> None:
    """Lets one person do one thing at a time at a performance, until the transaction ends.

    Take it before any count: a statement after it sees what the others committed. The same key as hold_seats."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::bigint || ' ' || $2::text, 0))", performance_id, person
    )
