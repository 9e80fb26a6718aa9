"""Creates the coming months of the journal, and raises an alarm when there are too few."""

import asyncio

from db.journal_months import count_months_ahead, ensure_months
from db.pool import DATABASE_ERRORS, Acquisition
from realtime.logs import log

INTERVAL = 3600.0
ALARM_BELOW = 3
"""Months ahead. When there are none left, nothing can be held or sold."""


async def keep_journal_months(stop: asyncio.Event) -> None:
    """Create missing months every hour until `stop`."""
    while not stop.is_set():
        await create_journal_months()
        try:
            await asyncio.wait_for(stop.wait(), INTERVAL)
        except TimeoutError:
            continue


async def create_journal_months() -> int:
    """Create the months that are missing; log an error while fewer than three are ahead. Returns how many are ahead.

    What is in the way now may be gone in an hour: it is logged, not raised."""
    async with Acquisition() as connection:
        problem = ""
        try:
            if created := await ensure_months(connection):
                log.info("journal_months_created", months=created)
        except (RuntimeError, *DATABASE_ERRORS) as error:
            problem = str(error) or type(error).__name__
            log.warning("journal_months_not_created", problem=problem)
        ahead = await count_months_ahead(connection)
    if ahead < ALARM_BELOW:
        log.error("journal_months_run_out", months_ahead=ahead, problem=problem)
    return ahead
