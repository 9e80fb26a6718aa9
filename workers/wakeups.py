"""Listens on Redis for wakeups: something was committed. A wakeup is only a hint; every listener also polls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.settings import settings
from realtime.bus import Bus, cancel_tasks


@asynccontextmanager
async def listen_for_wakeups(channel: str) -> AsyncIterator[asyncio.Event]:
    """Yield an event that is set by every wakeup on this channel. Without Redis it is never set."""
    bus, wakeup = Bus(settings().redis_url), asyncio.Event()
    await bus.connect()

    async def listen() -> None:
        async with bus.subscribe(channel, capacity=1) as mailbox:
            while True:
                await mailbox.next()
                wakeup.set()

    listening = asyncio.create_task(listen())
    try:
        yield wakeup
    finally:
        await cancel_tasks(listening)
        await bus.close()
