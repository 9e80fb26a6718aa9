"""The web tier's Redis. Everything in it may be lost, so every caller has an answer for `REDIS_ERRORS`."""

import asyncio
import functools

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.settings import settings

REDIS_ERRORS = (RedisError, OSError, asyncio.TimeoutError)
"""What a Redis that is away, slow or starting raises."""


@functools.cache
def redis() -> Redis:
    """One client for the process. Gives up after a quarter of a second: a fan waits for no cache."""
    return Redis.from_url(
        settings().redis_url, socket_timeout=0.25, socket_connect_timeout=0.25, retry=Retry(NoBackoff(), 0)
    )


async def close_redis() -> None:
    """Closes its connections; the next call opens new ones."""
    await redis().aclose()
    redis.cache_clear()
