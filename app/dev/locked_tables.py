"""Transactions that lock whole tables while workers use them."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from db.pool import Connection
from db.transaction import transaction

ATTEMPTS = 5
Result = TypeVar("Result")


async def run_with_table_locks(work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Run `work` in a transaction and return its result. After a deadlock, or two seconds without a lock, it runs
    again. Raises the error of the fifth attempt."""
    attempt = 1
    while True:
        try:
            async with transaction() as connection:
                await connection.execute("SET LOCAL lock_timeout = '2s'")
                return await work(connection)
        except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
            if attempt == ATTEMPTS:
                raise
            attempt += 1
