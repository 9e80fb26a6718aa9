"""Runs one worker loop: claims due tasks, handles several at once, and claims again after a wakeup."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from realtime.logs import log

Task = TypeVar("Task")
Claim = Callable[[int], Awaitable[list[Task]]]
Handle = Callable[[Task], Awaitable[object]]
MIN_PAUSE = 0.02
"""Seconds between two claims, however many wakeups arrive."""


async def run_pool(
    claim: Claim[Task],
    handle: Handle[Task],
    stop: asyncio.Event,
    *,
    concurrency: int,
    poll_seconds: float,
    wakeup: asyncio.Event | None = None,
) -> None:
    """Keep up to `concurrency` tasks running with `handle`, until `stop` is set or `claim` raises; then finish those
    that still run. Claims again when a task ends, after a wakeup, and at least every `poll_seconds`. An error that
    `handle` raises is only logged."""
    busy: set[asyncio.Task[object]] = set()
    wakeup = wakeup or asyncio.Event()
    try:
        while not stop.is_set():
            wakeup.clear()
            if free := concurrency - len(busy):
                claimed = await claim(free)
                busy |= {asyncio.ensure_future(handle(task)) for task in claimed}
                if len(claimed) == free:
                    wakeup.set()  # there may be more
            await _until_something(busy, stop, wakeup, poll_seconds, full=len(busy) >= concurrency)
            ended = {task for task in busy if task.done()}
            busy -= ended
            for task in ended:
                if error := task.exception():
                    log.error("work_failed", problem=type(error).__name__, exc_info=error)
    finally:
        await asyncio.gather(*busy, return_exceptions=True)


async def _until_something(
    busy: set[asyncio.Task[object]], stop: asyncio.Event, wakeup: asyncio.Event, seconds: float, *, full: bool
) -> None:
    await asyncio.sleep(MIN_PAUSE)
    waits: set[asyncio.Future[object]] = {asyncio.ensure_future(stop.wait())}
    if not full:
        waits.add(asyncio.ensure_future(wakeup.wait()))
    await asyncio.wait(waits | (busy if full else set()), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
