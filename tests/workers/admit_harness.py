"""A worker of waiting rooms in this process, and what it tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.web.redis import redis
from db import pool
from realtime.protocol import Now, decode_now, line_key
from tests.waiting_room.scenarios import a_room, wait_in
from tests.world import World
from workers.admit_fans import Usher, admit_fans


@asynccontextmanager
async def ushering() -> AsyncIterator[None]:
    """One at work, until the end of the block."""
    stop = asyncio.Event()
    running = asyncio.create_task(admit_fans(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def turn(room: int, usher: Usher | None = None) -> Now:
    """One turn at this room, now, by a worker who has done nothing yet or by this one. Returns what it told."""
    usher = usher or Usher()
    await pool.execute(
        "UPDATE waiting_room SET ticked_at = clock_timestamp() - interval '1 second' WHERE id = $1", room
    )
    for one in await usher.claim(8):
        await usher.serve(one)
    said = await told(room)
    assert said is not None
    return said


async def told(room: int) -> Now | None:
    """The message in Redis."""
    kept = await redis().get(line_key(room))
    return decode_now(kept) if kept else None


async def ease(room: int, to: float = 1.0) -> None:
    """As after an hour of good evening."""
    await pool.execute("UPDATE waiting_room SET mind = jsonb_build_object('ease', $2::float8) WHERE id = $1", room, to)


async def a_full_line(world: World, **given: object) -> int:
    """A hundred fans wait for the preview, in a room that has long begun."""
    room = await a_room(world.preview, **given)
    await wait_in(room, *(f"fan{n}" for n in range(1, 101)))
    await ease(room)
    return room
