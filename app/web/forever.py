"""Answers that never change, kept in memory: a published plan, its drawing, a performance's price levels."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Forever(Generic[Key, Answer]):
    """Calls `read(key)` once and keeps what it says, unless that is empty; the `most` last used stay."""

    def __init__(self, read: Callable[[Key], Awaitable[Answer]], most: int = 64) -> None:
        self._read = read
        self._most = most
        self._kept: OrderedDict[Key, Answer] = OrderedDict()

    async def __call__(self, key: Key) -> Answer:
        """Raises what `read` raises."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        answer = await self._read(key)
        if answer:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

    def forget(self) -> None:
        """For tests, whose ids begin again."""
        self._kept.clear()
