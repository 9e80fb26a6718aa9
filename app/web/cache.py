"""Answers kept in memory and shared by all who ask for them: `OneSecondCache`, `ImmutableCache` and `SingleFlight`.

What a fan may do is never decided by them: the hold's own call asks the rows."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet

from app.settings import settings

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_AGE = 1.0
"""Seconds."""
MAX_ENTRIES = 1024
"""Answers a `OneSecondCache` keeps at once; the oldest are dropped first."""


class Clearable(Protocol):
    """Something kept in memory that can be forgotten."""

    def clear(self) -> None:
        """Forget all of it."""


_registered: "WeakSet[Clearable]" = WeakSet()


def register_cache(cache: Clearable) -> None:
    """Let `clear_caches` clear this too. The caches of this module register themselves."""
    _registered.add(cache)


def clear_caches() -> None:
    """Clear every cache of this process. For tests, whose ids begin again."""
    for cache in list(_registered):
        cache.clear()


class SingleFlight(Generic[Key, Value]):
    """Calls `read(key)` once for all who ask for `key` while the call runs, and keeps nothing afterwards.

    The call goes on when one of those who wait for it is cancelled. A failure is raised to each of them. A call that
    began more than `max_age` seconds ago is joined by no more of them: a new one begins. `on_success(key, value,
    began)`: called with what was read and the value of time.monotonic() when the call began."""

    def __init__(
        self, read: Callable[[Key], Awaitable[Value]], on_success: Callable[[Key, Value, float], None] | None = None,
        *, max_age: float = math.inf,
    ) -> None:  # fmt: skip
        self._read, self._on_success, self._max_age = read, on_success, max_age
        self._running: dict[Key, tuple[float, asyncio.Future[Value]]] = {}
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """The result of the call under way, or of one that begins now. Raises what `read` raises."""
        began, call = self._running.get(key, (0.0, None))
        if call is None or time.monotonic() - began > self._max_age or _belongs_to_another_loop(call):
            began, call = time.monotonic(), asyncio.ensure_future(self._read(key))
            self._running[key] = began, call
            call.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(call)

    async def next(self, key: Key) -> Value:
        """The result of a call that begins after this moment. All who wait for the one under way share the next."""
        _, call = self._running.get(key, (0.0, None))
        if call is not None and not _belongs_to_another_loop(call):
            await asyncio.wait([call])
        return await self(key)

    def clear(self) -> None:
        """Forget the calls under way: the next caller begins a new one."""
        self._running.clear()

    def _finish(self, key: Key, done: "asyncio.Future[Value]") -> None:
        failed = done.cancelled() or done.exception() is not None  # retrieved even if no caller waits for it any more
        began, call = self._running.get(key, (0.0, None))
        if call is not done:
            return  # forgotten or replaced meanwhile
        del self._running[key]
        if not failed and self._on_success:
            self._on_success(key, done.result(), began)


def _belongs_to_another_loop(call: "asyncio.Future[Value]") -> bool:
    """A loop that ended never finishes it."""
    return call.get_loop() is not asyncio.get_running_loop()


class OneSecondCache(Generic[Key, Value]):
    """Calls `read(key)` at most once a second for each key: a thousand fans who open one page cost one count of seats.

    Callers share a call that runs. A failure is raised to those who waited for it and not kept. In tests
    nothing is kept: each call reads."""

    def __init__(self, read: Callable[[Key], Awaitable[Value]]) -> None:
        self._read = read
        self._kept: dict[Key, tuple[float, Value]] = {}
        self._flight = SingleFlight(read, self._keep, max_age=MAX_AGE)
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """The answer for `key`, at most a second old. Raises what `read` raises."""
        if settings().aisle_env == "test":
            return await self._read(key)
        if (kept := self._kept.get(key)) and time.monotonic() - kept[0] <= MAX_AGE:
            return kept[1]
        return await self._flight(key)

    def clear(self) -> None:
        """Forget all answers, and those being read."""
        self._kept.clear()
        self._flight.clear()

    def _keep(self, key: Key, value: Value, began: float) -> None:
        self._kept.pop(key, None)
        self._kept[key] = began, value
        while len(self._kept) > MAX_ENTRIES:
            self._kept.pop(next(iter(self._kept)))


class ImmutableCache(Generic[Key, Value]):
    """Calls `read(key)` once and keeps the answer, unless it is empty: a published plan, its drawing, price levels.

    The `max_entries` last used stay. Callers share a call that runs. A failure is raised to those who
    waited for it and not kept."""

    def __init__(self, read: Callable[[Key], Awaitable[Value]], max_entries: int = 64) -> None:
        self._max_entries = max_entries
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._flight = SingleFlight(read, self._keep)
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """The answer for `key`. Raises what `read` raises."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        return await self._flight(key)

    def __contains__(self, key: Key) -> bool:
        """Whether it was read and is kept."""
        return key in self._kept

    def clear(self) -> None:
        """Forget all answers, and those being read."""
        self._kept.clear()
        self._flight.clear()

    def _keep(self, key: Key, value: Value, _: float) -> None:
        if not value:
            return
        self._kept[key] = value
        while len(self._kept) > self._max_entries:
            self._kept.popitem(last=False)
