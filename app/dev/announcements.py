"""Tells every web and worker process that a development command has changed the world, so that it drops its caches."""

import contextlib

from app.settings import settings
from app.web.cache import clear_caches
from app.web.redis import REDIS_ERRORS, redis
from realtime.bus import Bus

CHANGE_CHANNEL = "dev:changed"


async def announce_change() -> None:
    """Clear the caches of this process and of all others. Without Redis, others notice within a second."""
    clear_caches()
    with contextlib.suppress(*REDIS_ERRORS):
        await redis().publish(CHANGE_CHANNEL, b"")


async def follow_changes() -> None:
    """Clear the caches of this process at each announcement, until cancelled."""
    bus = Bus(settings().redis_url)
    await bus.connect()
    try:
        async with bus.subscribe(CHANGE_CHANNEL, capacity=10) as messages:
            while True:
                await messages.next()
                clear_caches()
    finally:
        await bus.close()
