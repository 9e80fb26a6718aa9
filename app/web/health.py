"""Health endpoints: /health/live, and /health/ready with the state of each part."""

import asyncio
from typing import Any, cast

from litestar import Response, Router, get

from app.web.redis import REDIS_ERRORS, redis
from app.web.render import PRIVATE
from db import pool


@get("/live", opt={"public": True}, sync_to_thread=False)
def live() -> dict[str, str]:
    """Answer 200 as long as the process runs."""
    return {"status": "live"}


@get("/ready", opt={"public": True})
async def ready() -> Response[dict[str, str]]:
    """Answer 200 if seats can be sold, else 503. Redis is reported only: holds and payments work without it."""
    database, redis_says = await asyncio.gather(_database(), _redis())
    parts = {"status": "ready" if database == "ready" else "not ready", "database": database, "redis": redis_says}
    return Response(parts, status_code=200 if database == "ready" else 503, headers=PRIVATE)


async def _database() -> str:
    try:
        await asyncio.wait_for(pool.fetch_value("SELECT 1"), timeout=2)
    except Exception as problem:  # after any exception this part is not ready
        return f"not ready: {type(problem).__name__}"
    return "ready"


async def _redis() -> str:
    try:
        await cast(Any, redis().ping())
    except REDIS_ERRORS as problem:
        return f"not ready: {type(problem).__name__}"
    return "ready"


health = Router("/health", route_handlers=[live, ready])
