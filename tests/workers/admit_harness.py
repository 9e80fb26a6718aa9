"""A worker of waiting rooms in this process, and what it tells."""

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
    """One at work, until the end of the block."""
    stop = asyncio.Event()
    running = asyncio.create_task(admit_fans(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def run_tick(room: int, worker: AdmissionWorker | None = None) -> QueueStatus:
    """One turn at this room, now, by a worker who has done nothing yet or by this one. Returns what it told."""
    worker = worker or AdmissionWorker()
    await pool.execute(
        "UPDATE waiting_room SET ticked_at = clock_timestamp() - interval '1 second' WHERE id = $1", room
    )
    for one in await worker.claim(8):
        await worker.serve(one)
    said = await sent_status(room)
    assert said is not None
    return said


async def sent_status(room: int) -> QueueStatus | None:
    """The message in Redis."""
    kept = await redis().get(queue_key(room))
    return decode_status(kept) if kept else None


async def set_throttle(room: int, to: float = 1.0) -> None:
    """As after an hour of good evening."""
    await pool.execute("UPDATE waiting_room SET mind = jsonb_build_object('ease', $2::float8) WHERE id = $1", room, to)


async def create_full_queue(world: World, **given: object) -> int:
    """A hundred fans wait for the preview, in a room that has long begun."""
    room = await create_room(world.preview, **given)
    await join_fans(room, *(f"fan{n}" for n in range(1, 101)))
    await set_throttle(room)
    return room
