"""The task of a web process that shares its counts with the other processes."""

import asyncio

from app.web.limits.held_seats import held_seats
from app.web.limits.rate_limits import request_counts
from realtime.clock import current_time

SHARE_INTERVAL = 0.1
"""Seconds."""


async def share_counts_forever() -> None:
    """Share the counts of requests and of held seats every SHARE_INTERVAL seconds until cancelled."""
    while True:
        await asyncio.sleep(SHARE_INTERVAL)
        await request_counts.share()
        await held_seats.share(current_time().timestamp())
