"""The worker's loop that runs every consumer of the journal."""

import asyncio
import secrets
from collections.abc import Sequence

from realtime.bus import cancel_tasks
from realtime.protocol import WAKEUP_CHANNEL
from workers.consumers.consumer import Consumer
from workers.consumers.registry import CONSUMERS
from workers.consumers.running.consumer_loop import ConsumerLoop
from workers.wakeups import listen_for_wakeups


async def follow_journal(stop: asyncio.Event) -> None:
    """Run the consumers of this release until `stop`."""
    await run_consumers(CONSUMERS, stop)


async def run_consumers(consumers: Sequence[Consumer], stop: asyncio.Event) -> None:
    """Run these consumers until `stop`. They share one subscription of wakeups."""
    owner = secrets.token_hex(8)
    loops = [ConsumerLoop(consumer, owner) for consumer in consumers]
    async with listen_for_wakeups(WAKEUP_CHANNEL) as wakeup:

        async def wake_all() -> None:
            while True:
                await wakeup.wait()
                wakeup.clear()
                for loop in loops:
                    loop.wakeup.set()

        waking = asyncio.create_task(wake_all())
        try:
            await asyncio.gather(stop.wait(), *(loop.run(stop) for loop in loops))
        finally:
            await cancel_tasks(waking)
