"""Ends expired holds and announces their seats as open. Any fan could take these seats since the hold expired."""

import asyncio

from app.web.wakeups import wake_relay
from db import pool
from realtime.logs import log

BATCH = 500
INTERVAL = 1.0


async def release_holds(stop: asyncio.Event) -> None:
    """Release expired holds every second until `stop`. Several workers share the rows with SKIP LOCKED."""
    while not stop.is_set():
        await release_expired_holds()
        try:
            await asyncio.wait_for(stop.wait(), INTERVAL)
        except TimeoutError:
            continue


async def release_expired_holds() -> int:
    """Open all seats of expired holds, in batches, and end holds without seats. Returns the number of seats."""
    released = 0
    while batch := await pool.fetch_value("SELECT release_expired_holds($1)", BATCH):
        released += batch
        wake_relay()
        if batch < BATCH:
            break
    ended = await pool.fetch_value("SELECT end_empty_holds()")
    if released or ended:
        log.info("holds_swept", seats=released, holds=ended)
    return released
