"""Accounting of CPU time by the stage of a request, in one thread.

A stage is charged from its beginning to its end, without the stages inside it. The clock counts only CPU time of the
thread, so that other processes of the machine do not disturb the figures. It needs one request at a time: what the
event loop does while a request waits is charged to the stage that waits."""

import functools
import inspect
import time
from collections.abc import Callable
from typing import Any

SERVER = "server"
"""The stage of all that is in no other one: sockets, HTTP, the event loop."""


class Stages:
    """Nanoseconds of CPU by stage since the last `take`."""

    def __init__(self, clock: Callable[[], int] = time.thread_time_ns) -> None:
        self._clock = clock
        self._spent: dict[str, int] = {}
        self._open = [SERVER]
        self._since = clock()

    def enter(self, stage: str) -> None:
        """Begin a stage inside the current one."""
        self._charge()
        self._open.append(stage)

    def leave(self) -> None:
        """End the current stage."""
        self._charge()
        self._open.pop()

    def take(self) -> dict[str, int]:
        """Return what every stage used since the last call, and begin again."""
        self._charge()
        spent, self._spent = self._spent, {}
        return spent

    def staged(self, stage: str, function: Any) -> Any:
        """Return `function`, a coroutine function or another one, as a stage."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*arguments: Any, **named: Any) -> Any:
                self.enter(stage)
                try:
                    return await function(*arguments, **named)
                finally:
                    self.leave()

            return run

        @functools.wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            self.enter(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.leave()

        return call

    def _charge(self) -> None:
        now = self._clock()
        self._spent[self._open[-1]] = self._spent.get(self._open[-1], 0) + now - self._since
        self._since = now
