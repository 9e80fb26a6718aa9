"""Answers that everybody shares, kept for a second: a thousand fans who open one page cost one count of its seats.

What a fan may do is never decided by them: the hold's own call asks the rows."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from app.settings import settings

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_AGE = 1.0
MAX_ENTRIES = 1024
"""Answers kept at once; the oldest go first."""


class OneSecondCache(Generic[Key, Value]):
    """Calls `read(key)` at most once a second for each key; whoever asks meanwhile shares the call under way.

    A failure is told to those who waited for it and not kept. Tests keep nothing: they look again at once."""

    def __init__(self, read: Callable[[Key], Awaitable[Value]]) -> None:
        self._read = read
        self._kept: dict[Key, tuple[float, asyncio.Future[Value]]] = {}

    async def __call__(self, key: Key) -> Value:
        """The answer for `key`, at most a second old. Raises what `read` raises."""
        if settings().aisle_env == "test":
            return await self._read(key)
        at, answer = self._kept.get(key, (0.0, None))
        if answer is None or time.monotonic() - at > MAX_AGE or _failed(answer):
            answer = asyncio.ensure_future(self._read(key))
            self._kept.pop(key, None)
            self._kept[key] = (time.monotonic(), answer)
            while len(self._kept) > MAX_ENTRIES:
                self._kept.pop(next(iter(self._kept)))
        return await asyncio.shield(answer)


def _failed(answer: "asyncio.Future[Value]") -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)
