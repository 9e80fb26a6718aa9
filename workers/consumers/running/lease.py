"""The lease of a consumer: the worker that is named in its row handles its facts, until the time in the row."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from db.pool import DATABASE_ERRORS, execute, fetch_value
from realtime.bus import cancel_tasks
from workers.consumers.running.errors import BeyondHorizon, LeaseLost

LEASE_SECONDS = 10.0
RENEW_SECONDS = LEASE_SECONDS / 2
INSERT_SQL = """
    INSERT INTO consumer (name) SELECT $1 WHERE NOT EXISTS (SELECT FROM consumer WHERE name = $1)
    ON CONFLICT DO NOTHING
"""
# A lease that ends later than one can was taken before the clock was set back.
TAKE_SQL = """
    UPDATE consumer SET owner = $2, leased_until = clock_timestamp() + make_interval(secs => $3)
    WHERE name = $1 AND state = 'running' AND (owner IS NULL OR owner = $2 OR leased_until < clock_timestamp()
          OR leased_until > clock_timestamp() + make_interval(secs => $3))
"""
RENEW_SQL = """
    UPDATE consumer SET leased_until = clock_timestamp() + make_interval(secs => $3)
    WHERE name = $1 AND owner = $2 AND state = 'running'
"""
RELEASE_SQL = "UPDATE consumer SET owner = NULL, leased_until = NULL WHERE name = $1 AND owner = $2"
# No snapshot of the cluster that wrote a fact sees one of a transaction that begins later.
IS_RESTORED_SQL = """
    SELECT EXISTS (SELECT FROM journal WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
"""


class Lease:
    """The lease of the consumer `name` for this process, which is `owner`."""

    def __init__(self, name: str, owner: str) -> None:
        self.name = name
        self.owner = owner
        self._renewed_at = float("-inf")

    async def take(self) -> bool:
        """Take the lease if it is free or has ended. Creates the row of the consumer when it is missing.

        Raises BeyondHorizon, with the lease, if the journal came out of another cluster."""
        await execute(INSERT_SQL, self.name)
        if not await execute(TAKE_SQL, self.name, self.owner, LEASE_SECONDS):
            return False
        self._renewed_at = time.monotonic()
        if await fetch_value(IS_RESTORED_SQL):
            raise BeyondHorizon
        return True

    async def renew(self) -> None:
        """Renew the lease when half of its time is over. Raises LeaseLost."""
        if time.monotonic() - self._renewed_at < RENEW_SECONDS:
            return
        if not await execute(RENEW_SQL, self.name, self.owner, LEASE_SECONDS):
            raise LeaseLost
        self._renewed_at = time.monotonic()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Renew the lease in time while the block runs, which may take longer than the lease."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(RENEW_SECONDS / 2)
                with suppress(LeaseLost, *DATABASE_ERRORS):  # the move of the cursor finds out
                    await self.renew()

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            await cancel_tasks(keeping)

    async def release(self) -> None:
        """Give the lease back, so that another worker need not wait for its end."""
        await execute(RELEASE_SQL, self.name, self.owner)
