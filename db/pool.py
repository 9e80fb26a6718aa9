"""Holds the connection pool of a process, and runs single statements, each in its own transaction."""

from functools import partial
from typing import Any, TypeAlias

import asyncpg

from db.connection_waits import connection_waits
from db.engine import DB, clock_settings
from db.errors import first_line
from db.timeouts import COMMAND, Timeouts

Record: TypeAlias = asyncpg.Record
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

TRANSACTION_TIMEOUT_SINCE = 17
"""The first version of Postgres that can limit the time of a transaction."""
DATABASE_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Every error that can be raised when the database cannot be reached or the connection ends during a statement."""


async def _keep_as_is(_: Connection) -> None:
    """Do nothing, in place of asyncpg's reset on release, which costs up to a third of the throughput."""


async def limit_transactions(connection: asyncpg.Connection, seconds: float) -> None:
    """Let Postgres end any transaction of this connection, with the connection, after `seconds`; not before 17.

    0: no limit."""
    if connection.get_server_version().major >= TRANSACTION_TIMEOUT_SINCE:
        await connection.execute(f"SET transaction_timeout = {round(seconds * 1000)}")


class DatabaseUnavailable(OSError):
    """The database at DATABASE_URL does not answer or refuses us; its message is one line for the operator."""


async def open_pool(max_size: int = 16, timeouts: Timeouts = COMMAND) -> None:
    """Open up to `max_size` connections (over 16 gain nothing on two cores), with the time-outs of this process.

    Raises DatabaseUnavailable."""
    try:
        await DB.start_connection_pool(
            min_size=1,
            max_size=max_size,
            reset=_keep_as_is,
            init=partial(limit_transactions, seconds=timeouts.transaction),
            command_timeout=timeouts.command_timeout,
            server_settings={**DB.config["server_settings"], **clock_settings(), **timeouts.server_settings},
        )
    except DATABASE_ERRORS as problem:
        raise DatabaseUnavailable(f"The database does not let us in: {first_line(problem)}") from problem


async def close_pool() -> None:
    """Wait for running statements, then close the pool. Does nothing when no pool is open."""
    if DB.pool is not None:
        await DB.close_connection_pool()


def pool() -> asyncpg.Pool:
    """Return the open pool. Raises RuntimeError before `open_pool`."""
    if DB.pool is None:
        raise RuntimeError("open_pool was not called")
    return DB.pool


class Acquisition:
    """A connection of the pool for a block; the wait for it is measured. It goes back to the pool at the end."""

    __slots__ = ("_connection", "_pool")

    async def __aenter__(self) -> Connection:
        """Wait for a connection."""
        self._pool = pool()
        wait = connection_waits.begin()
        try:
            self._connection: Connection = await self._pool.acquire()
        finally:
            connection_waits.end(wait)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        """Give the connection back."""
        await self._pool.release(self._connection)


async def fetch(sql: str, *arguments: Any) -> list[Record]:
    """Return all rows of one statement."""
    async with Acquisition() as connection:
        rows: list[Record] = await connection.fetch(sql, *arguments)
    return rows


async def fetch_row(sql: str, *arguments: Any) -> Record | None:
    """Return the first row of one statement, or None."""
    async with Acquisition() as connection:
        row: Record | None = await connection.fetchrow(sql, *arguments)
    return row


async def fetch_value(sql: str, *arguments: Any) -> Any:
    """Return the first column of the first row, or None."""
    async with Acquisition() as connection:
        return await connection.fetchval(sql, *arguments)


async def execute(sql: str, *arguments: Any) -> int:
    """Run one statement; returns how many rows it changed."""
    async with Acquisition() as connection:
        return rows_changed(await connection.execute(sql, *arguments))


def rows_changed(status: str) -> int:
    """Read the count at the end of a command tag: "UPDATE 2" is 2, "CREATE TABLE" is 0."""
    last = status.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0
