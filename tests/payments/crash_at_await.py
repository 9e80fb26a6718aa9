"""Simulates a process that dies at one of its awaits: what it waited for may or may not have been done."""

import asyncio
import contextlib
from collections.abc import Coroutine, Generator
from typing import Any

from app.errors import AisleError


class _Steps:
    """Runs a coroutine and cancels its task at its n-th await."""

    def __init__(self, work: Coroutine[Any, Any, Any], at: int) -> None:
        self.work, self.left = work, at

    def __await__(self) -> Generator[Any, Any, Any]:
        inner, answer, thrown = self.work, None, None
        while True:
            try:
                waits_for = inner.send(answer) if thrown is None else inner.throw(thrown)
            except StopIteration as ended:
                return ended.value
            self.left -= 1
            if self.left == 0:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            try:
                answer, thrown = (yield waits_for), None
            except BaseException as problem:
                answer, thrown = None, problem


async def crash_at_await(work: Coroutine[Any, Any, Any], at: int) -> Any:
    """Run `work`, cancelled at its await number `at` (0: never). Returns its result; None when cancelled or refused."""

    async def run() -> Any:
        return await _Steps(work, at)

    with contextlib.suppress(asyncio.CancelledError, AisleError):
        return await asyncio.create_task(run())
    return None
