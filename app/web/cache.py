"""Caches in memory: `OneSecondCache`, `ImmutableCache`, and `SingleFlight`, which shares running calls.

They never decide what a fan may do: the transaction of a hold reads the rows themselves."""

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
Read = Callable[[Key], Awaitable[Value]]
OnSuccess = Callable[[Key, Value, float], None]

MAX_AGE = 1.0  # seconds
MAX_ENTRIES = 1024
"""Values that one `OneSecondCache` keeps; the oldest are dropped first."""


class Clearable(Protocol):
    """A cache that can be emptied."""

    def clear(self) -> None:
        """Drop all values."""


_registered: "WeakSet[Clearable]" = WeakSet()


def register_cache(cache: Clearable) -> None:
    """Let `clear_caches` clear this cache too. The caches of this module register themselves."""
    _registered.add(cache)


def clear_caches() -> None:
    """Clear every cache of this process. For tests and development, in which ids may start again from 1."""
    for cache in list(_registered):
        cache.clear()


class SingleFlight(Generic[Key, Value]):
    """A function that calls `read(key)` once for all callers that ask for `key` while the call runs. Keeps no result.

    The call continues when one of its callers is cancelled. A failure is raised to each of them. Callers do not join a
    call that began more than `max_age` seconds ago: they begin a new one. `on_success(key, value, began)` is called
    with the result and the time.monotonic() at which the call began."""

    def __init__(
        self, read: Read[Key, Value], on_success: OnSuccess[Key, Value] | None = None, *, max_age: float = math.inf
    ) -> None:
        self._read, self._on_success, self._max_age = read, on_success, max_age
        self._running: dict[Key, tuple[float, asyncio.Future[Value]]] = {}
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """Return the result of the running call, or of one that begins now. Raises what `read` raises."""
        began, call = self._running.get(key, (0.0, None))
        if call is None or time.monotonic() - began > self._max_age or _belongs_to_another_loop(call):
            began, call = time.monotonic(), asyncio.ensure_future(self._read(key))
            self._running[key] = began, call
            call.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(call)

    async def next(self, key: Key) -> Value:
        """Return the result of a call that begins after this moment. Callers that wait for the running one share it."""
        _, call = self._running.get(key, (0.0, None))
        if call is not None and not _belongs_to_another_loop(call):
            await asyncio.wait([call])
        return await self(key)

    def clear(self) -> None:
        """Drop the running calls: the next caller begins a new one."""
        self._running.clear()

    def _finish(self, key: Key, done: "asyncio.Future[Value]") -> None:
        failed = done.cancelled() or done.exception() is not None  # reads the exception, so that asyncio logs none
        began, call = self._running.get(key, (0.0, None))
        if call is not done:
            return  # cleared or replaced meanwhile
        del self._running[key]
        if not failed and self._on_success:
            self._on_success(key, done.result(), began)


def _belongs_to_another_loop(call: "asyncio.Future[Value]") -> bool:
    """Return whether the call runs in another event loop, which may have ended and then never finishes it."""
    return call.get_loop() is not asyncio.get_running_loop()


class OneSecondCache(Generic[Key, Value]):
    """A cache that calls `read(key)` at most once a second for each key, however many fans open the same page.

    Callers share a running call. A failure is raised to the callers that waited for it, and is not kept. With
    AISLE_ENV=test nothing is kept: each call reads."""

    def __init__(self, read: Read[Key, Value]) -> None:
        self._read = read
        self._kept: dict[Key, tuple[float, Value]] = {}
        self._flight = SingleFlight(read, self._keep, max_age=MAX_AGE)
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """Return the value of `key`, at most a second old. Raises what `read` raises."""
        if settings().aisle_env == "test":
            return await self._read(key)
        if kept := self.peek(key):
            return kept[0]
        return await self._flight(key)

    def peek(self, key: Key) -> tuple[Value] | None:
        """Return the value of `key`, in a tuple, if it is kept and at most a second old; never reads."""
        kept = self._kept.get(key)
        return (kept[1],) if kept and time.monotonic() - kept[0] <= MAX_AGE else None

    async def read_again(self, key: Key) -> Value:
        """Return the value of `key`, read after this moment, and keep it. Raises what `read` raises."""
        return await self._flight.next(key)

    def clear(self) -> None:
        """Drop all values and running calls."""
        self._kept.clear()
        self._flight.clear()

    def _keep(self, key: Key, value: Value, began: float) -> None:
        self._kept.pop(key, None)
        self._kept[key] = began, value
        while len(self._kept) > MAX_ENTRIES:
            self._kept.pop(next(iter(self._kept)))


class ImmutableCache(Generic[Key, Value]):
    """A cache of values that never change (a published plan, its drawing, price levels): calls `read(key)` once.

    An empty value is not kept. At most `max_entries` are kept; the least recently used is dropped first. Callers share
    a running call. A failure is raised to the callers that waited for it, and is not kept."""

    def __init__(self, read: Read[Key, Value], max_entries: int = 64) -> None:
        self._max_entries = max_entries
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._flight = SingleFlight(read, self._keep)
        register_cache(self)

    async def __call__(self, key: Key) -> Value:
        """Return the value of `key`. Raises what `read` raises."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        return await self._flight(key)

    def __contains__(self, key: Key) -> bool:
        """Return whether the value of `key` is kept."""
        return key in self._kept

    def clear(self) -> None:
        """Drop all values and running calls."""
        self._kept.clear()
        self._flight.clear()

    def _keep(self, key: Key, value: Value, _: float) -> None:
        if not value:
            return
        self._kept[key] = value
        while len(self._kept) > self._max_entries:
            self._kept.popitem(last=False)
