"""Many who ask for the same in one moment are asked for together: one statement for all of a few milliseconds."""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from app.errors import AisleError, RateLimited

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW_SECONDS = 0.003
"""So long the first one waits for others."""
MAX_BATCH = 500
"""In one statement."""
MAX_PENDING = 5_000
"""Who may wait for one room in this process; whoever comes beyond is told to try again."""


class Batcher(Generic[Item, Result]):
    """Calls `ask(room, wishes)`, for each room one at a time; its answers stand in the order of the wishes.

    The same wish twice at once is one. Whoever goes away takes nothing from the others; a failure is told to all who
    waited for that call, a refusal to each as their own: what one answer adds to its facts is in no other."""

    def __init__(self, ask: Callable[[int, Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._ask = ask
        self._waiting: dict[int, dict[Item, asyncio.Future[Result]]] = {}
        self._asking: dict[int, asyncio.Task[None]] = {}

    async def __call__(self, room: int, wish: Item) -> Result:
        """Raises what `ask` raises, and RateLimited when too many wait."""
        waiting = self._waiting.setdefault(room, {})
        answer = waiting.get(wish)
        if answer is None:
            if len(waiting) >= MAX_PENDING:
                raise RateLimited(seconds=5)
            answer = waiting[wish] = asyncio.get_running_loop().create_future()
            answer.add_done_callback(_look_at)
            if room not in self._asking:
                self._asking[room] = asyncio.create_task(self._ask_all(room, waiting))
        try:
            return await asyncio.shield(answer)
        except AisleError as no:
            own = copy.copy(no)
            own.facts = dict(no.facts)
            raise own from None

    async def _ask_all(self, room: int, waiting: dict[Item, "asyncio.Future[Result]"]) -> None:
        try:
            while waiting:
                await asyncio.sleep(WINDOW_SECONDS)
                together = {wish: waiting.pop(wish) for wish in list(waiting)[:MAX_BATCH]}
                await self._ask_some(room, together)
        finally:
            del self._asking[room], self._waiting[room]
            for answer in waiting.values():  # this process stops
                answer.cancel()

    async def _ask_some(self, room: int, together: dict[Item, "asyncio.Future[Result]"]) -> None:
        try:
            answers = await self._ask(room, list(together))
        except Exception as problem:
            for answer in together.values():
                answer.set_exception(problem)
            return
        except BaseException:
            for answer in together.values():
                answer.cancel()
            raise
        for future, answer_ in zip(together.values(), answers, strict=True):
            future.set_result(answer_)


def _look_at(answer: "asyncio.Future[Result]") -> None:
    """A failure that nobody waits for any more is no news."""
    if not answer.cancelled():
        answer.exception()
