"""The connections that a command of `aisle` needs for its work."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from app.web.redis import close_redis
from db.pool import close_pool, open_pool
from db.timeouts import COMMAND

Result = TypeVar("Result")


def run_with_connections(work: Coroutine[Any, Any, Result]) -> Result:
    """Open the connections to the database and Redis, await `work`, and close them; return its result."""

    async def with_connections() -> Result:
        await open_pool(2, COMMAND)
        try:
            return await work
        finally:
            await close_redis()
            await close_pool()

    try:
        return asyncio.run(with_connections())
    finally:
        work.close()  # else Python warns of work that has not begun, because the database could not be reached
