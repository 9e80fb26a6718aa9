"""Waits until a condition is true, with a deadline."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any


async def eventually(check: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Call `check` until its result is true; return the result. Raises AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = check()
        if inspect.isawaitable(answer):
            answer = await answer
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not true within {seconds} s"
        await asyncio.sleep(0.01)
