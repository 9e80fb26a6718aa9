"""Batching: all calls within a few milliseconds become one call, for example one SQL statement.

The same pattern as a DataLoader, with one queue for each waiting room."""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from app.errors import AisleError, RateLimited

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW_SECONDS = 0.003
"""How long the first item of a batch waits for others."""
MAX_BATCH = 500
"""Items in one call."""
MAX_PENDING = 5_000
"""Items of one room that may wait in this process; RateLimited is raised for further ones."""


class Batcher(Generic[Item, Result]):
    """A collector of items that calls `process(room, items)`, one call at a time for each room.

    `process` returns the results in the order of the items. Equal items that wait at the same time are processed once.
    A cancelled caller does not affect the others. An error is raised to every caller of its batch; an AisleError as a
    copy for each, so that facts which one response adds are not seen in another."""

    def __init__(self, process: Callable[[int, Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._process = process
        self._pending: dict[int, dict[Item, asyncio.Future[Result]]] = {}
        self._running: dict[int, asyncio.Task[None]] = {}

    async def __call__(self, room: int, item: Item) -> Result:
        """Return the result of this item. Raises what `process` raises, or RateLimited if too many items wait."""
        pending = self._pending.setdefault(room, {})
        future = pending.get(item)
        if future is None:
            if len(pending) >= MAX_PENDING:
                raise RateLimited(seconds=5)
            future = pending[item] = asyncio.get_running_loop().create_future()
            future.add_done_callback(_mark_retrieved)
            if room not in self._running:
                self._running[room] = asyncio.create_task(self._run(room, pending))
        try:
            return await asyncio.shield(future)
        except AisleError as error:
            own_error = copy.copy(error)
            own_error.facts = dict(error.facts)
            raise own_error from None

    async def _run(self, room: int, pending: dict[Item, "asyncio.Future[Result]"]) -> None:
        try:
            while pending:
                await asyncio.sleep(WINDOW_SECONDS)
                batch = {item: pending.pop(item) for item in list(pending)[:MAX_BATCH]}
                await self._run_batch(room, batch)
        finally:
            del self._running[room], self._pending[room]
            for future in pending.values():  # some wait only if this process stops
                future.cancel()

    async def _run_batch(self, room: int, batch: dict[Item, "asyncio.Future[Result]"]) -> None:
        try:
            results = await self._process(room, list(batch))
        except Exception as error:
            for future in batch.values():
                future.set_exception(error)
            return
        except BaseException:
            for future in batch.values():
                future.cancel()
            raise
        for future, result in zip(batch.values(), results, strict=True):
            future.set_result(result)


def _mark_retrieved(future: "asyncio.Future[Result]") -> None:
    """Mark the exception as retrieved, so that asyncio does not log one whose callers were all cancelled."""
    if not future.cancelled():
        future.exception()
