"""A loop that works on several things at once: it claims what is due, and looks again when the bell rings."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from realtime.logs import log

Task = TypeVar("Task")
MIN_PAUSE = 0.02
"""Seconds between two looks, however often the bell rings."""


async def run_pool(
    claim: Callable[[int], Awaitable[list[Task]]], handle: Callable[[Task], Awaitable[object]], stop: asyncio.Event,
    *, concurrency: int, poll_seconds: float, wakeup: asyncio.Event | None = None,
) -> None:  # fmt: skip
    """Claims up to `at_once` things, hands each to `handle`, and looks again when one is done, when the bell rings,
    and at least `every` seconds; until `stop`, or until `claim` fails, and then finishes what is under way. `handle`
    minds its own failures."""
    busy: set[asyncio.Task[object]] = set()
    wakeup = wakeup or asyncio.Event()
    try:
        while not stop.is_set():
            wakeup.clear()
            if free := concurrency - len(busy):
                found = await claim(free)
                busy |= {asyncio.ensure_future(handle(one)) for one in found}
                if len(found) == free:
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
    busy: set[asyncio.Task[object]], stop: asyncio.Event, bell: asyncio.Event, every: float, *, full: bool
) -> None:
    await asyncio.sleep(MIN_PAUSE)
    waits: set[asyncio.Future[object]] = {asyncio.ensure_future(stop.wait())}
    if not full:
        waits.add(asyncio.ensure_future(bell.wait()))
    await asyncio.wait(waits | (busy if full else set()), timeout=every, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
