"""Hears the doorbell: something was committed. A hint only; whoever listens also looks by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.settings import settings
from realtime.bus import Bus, end_tasks
from realtime.protocol import DOORBELL


@asynccontextmanager
async def listening() -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever the bell rings, with Redis or without."""
    bus, bell = Bus(settings().redis_url), asyncio.Event()
    await bus.connect()

    async def listen() -> None:
        async with bus.subscribe(DOORBELL, size=1) as mailbox:
            while True:
                await mailbox.next()
                bell.set()

    hearing = asyncio.create_task(listen())
    try:
        yield bell
    finally:
        await end_tasks(hearing)
        await bus.close()
