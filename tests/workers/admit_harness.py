"""A worker of waiting rooms in this process, and the status it publishes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.web.redis import redis
from db import pool
from realtime.protocol import QueueStatus, decode_status, queue_key
from tests.waiting_room.scenarios import create_room, join_fans
from tests.world import World
from workers.admit_fans import AdmissionWorker, admit_fans


@asynccontextmanager
async def running_worker() -> AsyncIterator[None]:
    """Run a worker until the end of the block."""
    stop = asyncio.Event()
    running = asyncio.create_task(admit_fans(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(running, 30)


async def run_tick(room: int, worker: AdmissionWorker | None = None) -> QueueStatus:
    """Run one tick of this room now, by this worker or a new one; returns the published status."""
    worker = worker or AdmissionWorker()
    await pool.execute(
        "UPDATE waiting_room SET ticked_at = clock_timestamp() - interval '1 second' WHERE id = $1", room
    )
    for tick in await worker.claim(8):
        await worker.serve(tick)
    status = await sent_status(room)
    assert status is not None
    return status


async def sent_status(room: int) -> QueueStatus | None:
    """Read the status in Redis."""
    stored = await redis().get(queue_key(room))
    return decode_status(stored) if stored else None


async def set_throttle(room: int, to: float = 1.0) -> None:
    """Set the stored throttle; 1 is that of a room that has run without errors for a while."""
    await pool.execute("UPDATE waiting_room SET mind = jsonb_build_object('ease', $2::float8) WHERE id = $1", room, to)


async def create_full_queue(world: World, **given: object) -> int:
    """Create a room with full throttle in which a hundred fans wait; returns its id."""
    room = await create_room(world.preview, **given)
    await join_fans(room, *(f"fan{n}" for n in range(1, 101)))
    await set_throttle(room)
    return room
