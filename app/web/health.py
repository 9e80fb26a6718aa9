"""Health endpoints: /health/live, and /health/ready with the state of each part.

However many clients ask, the database and Redis are asked at most once a second: a flood of requests for the endpoint
would otherwise take the connections of the shop, and would find them all taken itself."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

import msgspec
from litestar import Response, Router, get

from app.web.cache import SingleFlight, register_cache
from app.web.redis import REDIS_ERRORS, redis
from app.web.render import PRIVATE
from db import pool
from db.consumer_lags import read_consumer_lags

LOOK_INTERVAL = 1.0
LOOK_TIMEOUT = 2.0
GOOD_FOR = 5.0
"""Seconds: between two looks, for one of them, and for which the database counts as ready after it last was, if a look
meanwhile found all connections in use. A database that refuses is not ready at once."""
READY = "ready"


class Look(msgspec.Struct, frozen=True):
    """What a look found: "ready", or why not. `at`: when it ended. `consumers`: how far each consumer of the journal
    is, by name; None: not known."""

    database: str
    redis: str
    at: float
    consumers: dict[str, str] | None = None


class HealthLooks:
    """The last look at the database and at Redis, renewed at most once a second, when it is asked for.

    `clock`: seconds, as time.monotonic()."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._flight: SingleFlight[None, Look] = SingleFlight(self._look)
        self._last: Look | None = None
        self._ready_at = float("-inf")
        register_cache(self)

    async def __call__(self) -> Look:
        """Return a look that is at most a second old when this call begins, or the one that begins now."""
        if self._last is not None and self.age(self._last) <= LOOK_INTERVAL:
            return self._last
        return await self._flight(None)

    def age(self, look: Look) -> float:
        """Return the seconds since this look."""
        return self._clock() - look.at

    def clear(self) -> None:
        """Forget the last look."""
        self._last, self._ready_at = None, float("-inf")

    async def _look(self, _: None) -> Look:
        began = self._clock()
        database, redis_state, consumers = await asyncio.gather(_database(), _redis(), _consumers())
        if database == READY:
            self._ready_at = began
        elif database == _problem(TimeoutError()) and self._clock() - self._ready_at <= GOOD_FOR:
            database = READY
        self._last = Look(database, redis_state, self._clock(), consumers)
        return self._last


async def _database() -> str:
    try:
        await asyncio.wait_for(pool.fetch_value("SELECT 1"), LOOK_TIMEOUT)
    except Exception as problem:  # after any exception this part is not ready
        return _problem(problem)
    return READY


async def _redis() -> str:
    try:
        await cast(Any, redis().ping())
    except REDIS_ERRORS as problem:
        return _problem(problem)
    return READY


async def _consumers() -> dict[str, str] | None:
    try:
        lags = await asyncio.wait_for(read_consumer_lags(), LOOK_TIMEOUT)
    except Exception:  # what is not known is left out: the shop sells without consumers
        return None
    return {lag.name: lag.summary for lag in lags}


def _problem(problem: Exception) -> str:
    return f"not ready: {type(problem).__name__}"


last_look = HealthLooks()


@get("/live", opt={"public": True}, sync_to_thread=False)
def live() -> dict[str, str]:
    """Answer 200 as long as the process runs."""
    return {"status": "live"}


@get("/ready", opt={"public": True})
async def ready() -> Response[dict[str, Any]]:
    """Answer 200 if seats can be sold, else 503; Age: seconds since the look. Redis and the journal's consumers are
    reported only: holds and payments work without them."""
    look = await last_look()
    is_ready = look.database == READY
    parts: dict[str, Any] = {
        "status": READY if is_ready else "not ready",
        "database": look.database,
        "redis": look.redis,
    }
    if look.consumers is not None:
        parts["consumers"] = look.consumers
    headers = {**PRIVATE, "Age": str(int(last_look.age(look)))}
    return Response(parts, status_code=200 if is_ready else 503, headers=headers)


health = Router("/health", route_handlers=[live, ready])
