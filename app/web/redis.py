"""The Redis client of web and worker. Redis may lose all its data, so every caller handles `REDIS_ERRORS`."""

import asyncio
import functools

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.settings import settings

REDIS_ERRORS = (RedisError, OSError, asyncio.TimeoutError)
"""The errors raised when Redis is down, slow or starting."""


@functools.cache
def redis() -> Redis:
    """Return the process's client. It times out after a quarter of a second, so that no fan waits for a cache."""
    return Redis.from_url(
        settings().redis_url, socket_timeout=0.25, socket_connect_timeout=0.25, retry=Retry(NoBackoff(), 0)
    )


async def close_redis() -> None:
    """Close the connections; the next call opens new ones."""
    await redis().aclose()
    redis.cache_clear()
