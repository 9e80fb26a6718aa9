"""Hears the doorbell: something was committed. A hint only; whoever listens also looks by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.settings import settings
from realtime.bus import Bus, cancel_tasks
from realtime.protocol import WAKEUP_CHANNEL


@asynccontextmanager
async def listen_for_wakeups() -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever the bell rings, with Redis or without."""
    bus, bell = Bus(settings().redis_url), asyncio.Event()
    await bus.connect()

    async def listen() -> None:
        async with bus.subscribe(WAKEUP_CHANNEL, capacity=1) as mailbox:
            while True:
                await mailbox.next()
                bell.set()

    hearing = asyncio.create_task(listen())
    try:
        yield bell
    finally:
        await cancel_tasks(hearing)
        await bus.close()
