"""The version that the database has reached: every snapshot that is read from now on has it or a later one.

Anyone can ask for a later version in an address; that must not cost a query each."""

import asyncio
import time
from collections.abc import Callable

from app.web.cache import SingleFlight, register_cache
from db import pool

INTERVAL = 0.05
"""Seconds between two queries."""
MAX_PER_SECOND = 1_000_000
"""Transactions that no database begins in a second: a version beyond it needs no query."""
REACHED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class ReachedVersion:
    """The last version that is known, asked of the database at most once each INTERVAL. `clock`: seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._flight = SingleFlight(self._read)
        self._version, self._began = 0, float("-inf")
        register_cache(self)

    async def is_in_future(self, version: int) -> bool:
        """Return whether the database had not reached this version when this was called."""
        if version <= self._version:
            return False
        if self._version and version > self._version + MAX_PER_SECOND * (self._clock() - self._began + 1):
            return True
        return version > await self._flight.next(None)

    def clear(self) -> None:
        """Forget the version."""
        self._version, self._began = 0, float("-inf")

    async def _read(self, _: None) -> int:
        await asyncio.sleep(max(0.0, self._began + INTERVAL - self._clock()))
        self._began = self._clock()
        version: int = await pool.fetch_value(REACHED)
        self._version = version
        return version


is_in_future = ReachedVersion().is_in_future
