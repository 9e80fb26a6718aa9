"""The sweeper: tidies and announces holds that have run out. Their seats could already be claimed by anybody."""

import asyncio

from app.web.relay_wakeup import wake_relay
from db import pool
from realtime.logs import log

BATCH = 500
INTERVAL = 1.0


async def release_holds(stop: asyncio.Event) -> None:
    """Sweeps once a second until `stop`. Several at once share the work: rows are claimed with SKIP LOCKED."""
    while not stop.is_set():
        await release_expired_holds()
        try:
            await asyncio.wait_for(stop.wait(), INTERVAL)
        except TimeoutError:
            continue


async def release_expired_holds() -> int:
    """Opens every seat whose hold has expired, batch by batch, and ends the holds left empty. Returns the seats."""
    swept = 0
    while batch := await pool.fetch_value("SELECT release_expired_holds($1)", BATCH):
        swept += batch
        wake_relay()
        if batch < BATCH:
            break
    ended = await pool.fetch_value("SELECT end_empty_holds()")
    if swept or ended:
        log.info("holds_swept", seats=swept, holds=ended)
    return swept
