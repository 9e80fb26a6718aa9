"""Answers that never change, kept in memory: a published plan, its drawing, a performance's price levels."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ImmutableCache(Generic[Key, Value]):
    """Calls `read(key)` once and keeps what it says, unless that is empty; the `most` last used stay.

    Whoever asks meanwhile shares the call under way; it goes on when one of them goes away. A failure is told to those
    who waited for it and not kept."""

    def __init__(self, read: Callable[[Key], Awaitable[Value]], max_entries: int = 64) -> None:
        self._read = read
        self._max_entries = max_entries
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._reading: dict[Key, asyncio.Future[Value]] = {}

    async def __call__(self, key: Key) -> Value:
        """Raises what `read` raises."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        reading = self._reading.get(key)
        if reading is None or reading.get_loop() is not asyncio.get_running_loop():  # a loop that ended answers nobody
            reading = self._reading[key] = asyncio.ensure_future(self._read(key))
            reading.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(reading)

    def __contains__(self, key: Key) -> bool:
        """Whether it was read and is kept."""
        return key in self._kept

    def clear(self) -> None:
        """For tests, whose ids begin again."""
        self._kept.clear()
        self._reading.clear()

    def _done(self, key: Key, done: "asyncio.Future[Value]") -> None:
        failed = done.cancelled() or done.exception() is not None  # asked for even if nobody waits for it any more
        if self._reading.get(key) is not done:
            return  # forgotten meanwhile
        del self._reading[key]
        if not failed and (answer := done.result()):
            self._kept[key] = answer
            while len(self._kept) > self._max_entries:
                self._kept.popitem(last=False)
