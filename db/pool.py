"""The connection pool of a process, and single statements on it: each a transaction of its own (see db.transaction)."""

from typing import Any, TypeAlias

import asyncpg

from db.piccolo_conf import DB

Record: TypeAlias = asyncpg.Record
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

DATABASE_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""All that a database may raise that is away, or goes while it is asked."""


async def _keep_as_is(_: Connection) -> None:
    """In place of asyncpg's reset on release: the reset costs up to a third of the rate."""


class DatabaseUnavailable(OSError):
    """The database at DATABASE_URL does not answer or refuses us; the message is one line for the operator."""


async def open_pool(max_size: int = 16) -> None:
    """Open up to `max_size` connections (over 16 gain nothing on two cores). Raises DatabaseUnavailable."""
    try:
        await DB.start_connection_pool(min_size=1, max_size=max_size, reset=_keep_as_is, command_timeout=30)
    except DATABASE_ERRORS as problem:
        raise DatabaseUnavailable(f"The database does not let us in: {first_line(problem)}") from problem


def first_line(problem: Exception) -> str:
    """What went wrong, without the database's details and hints; the kind of problem where nothing is said."""
    return (str(problem) or type(problem).__name__).splitlines()[0]


async def close_pool() -> None:
    """Waits for statements under way, then closes. Does nothing when no pool is open."""
    if DB.pool is not None:
        await DB.close_connection_pool()


def pool() -> asyncpg.Pool:
    """The open pool. Raises RuntimeError before `open_pool`."""
    if DB.pool is None:
        raise RuntimeError("open_pool was not called")
    return DB.pool


async def fetch(sql: str, *arguments: Any) -> list[Record]:
    """All rows of one statement."""
    rows: list[Record] = await pool().fetch(sql, *arguments)
    return rows


async def fetch_row(sql: str, *arguments: Any) -> Record | None:
    """The first row of one statement, or None."""
    row: Record | None = await pool().fetchrow(sql, *arguments)
    return row


async def fetch_value(sql: str, *arguments: Any) -> Any:
    """The first column of the first row, or None."""
    return await pool().fetchval(sql, *arguments)


async def execute(sql: str, *arguments: Any) -> int:
    """Runs one statement; returns how many rows it changed."""
    return rows_changed(await pool().execute(sql, *arguments))


def rows_changed(status: str) -> int:
    """The count at the end of a command tag: "UPDATE 2" is 2, "CREATE TABLE" is 0."""
    last = status.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0
