"""The worker's loop that runs every consumer of the journal."""

import asyncio
import secrets
from collections.abc import Sequence

from workers.consumers.consumer import Consumer
from workers.consumers.registry import CONSUMERS
from workers.consumers.running.consumer_loop import ConsumerLoop


async def follow_journal(stop: asyncio.Event) -> None:
    """Run the consumers of this release until `stop`."""
    await run_consumers(CONSUMERS, stop)


async def run_consumers(consumers: Sequence[Consumer], stop: asyncio.Event) -> None:
    """Run these consumers until `stop`."""
    owner = secrets.token_hex(8)
    await asyncio.gather(*(ConsumerLoop(consumer, owner).run(stop) for consumer in consumers))
