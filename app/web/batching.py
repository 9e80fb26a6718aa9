"""Batching of equal requests: all calls of a few milliseconds become one call, for example one SQL statement.

The same pattern as a DataLoader, here with one queue for each waiting room."""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from app.errors import AisleError, RateLimited

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW_SECONDS = 0.003
"""How long the first item waits for others."""
MAX_BATCH = 500
"""Items in one call."""
MAX_PENDING = 5_000
"""Items that may wait for one room in this process; RateLimited is raised for further ones."""


class Batcher(Generic[Item, Result]):
    """Collects items and calls `process(room, items)`, for each room one call at a time; results in the same order.

    Equal items that wait at once are one. A caller that is cancelled takes nothing from the others. An error reaches
    every caller of that batch; an AisleError as a copy, so that what one response adds to its facts is in no other."""

    def __init__(self, process: Callable[[int, Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._process = process
        self._pending: dict[int, dict[Item, asyncio.Future[Result]]] = {}
        self._running: dict[int, asyncio.Task[None]] = {}

    async def __call__(self, room: int, item: Item) -> Result:
        """Return the result of this item. Raises what `process` raises, and RateLimited if too many items wait."""
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
            for future in pending.values():  # only when this process stops
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
    """Mark the exception as retrieved: asyncio must not log one whose callers have all gone."""
    if not future.cancelled():
        future.exception()
