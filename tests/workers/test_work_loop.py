"""The work loop: never more tasks at once than allowed, at once after a wakeup, and a clean end."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from tests.eventually import eventually
from workers.work_loop import run_pool


class Work:
    """Tasks to claim. `waiting`: not claimed yet. `busy`: how many run now; `most`: the maximum so far. `done`: the
    finished tasks, in order. Each task ends when `go` is set. `looked`: the number of claims."""

    def __init__(self, count: int) -> None:
        self.waiting = list(range(count))
        self.done: list[int] = []
        self.busy = self.most = self.looked = 0
        self.go, self.stop, self.bell = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def claim(self, most: int) -> list[int]:
        self.looked += 1
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken

    async def handle(self, task: int) -> None:
        self.busy += 1
        self.most = max(self.most, self.busy)
        await self.go.wait()
        self.busy -= 1
        self.done.append(task)


@asynccontextmanager
async def working(
    work: Work, handle: Callable[[int], Awaitable[object]] | None = None, every: float = 60.0
) -> AsyncIterator[None]:
    """Run the loop with a concurrency of four until the end of the block."""
    crew = run_pool(work.claim, handle or work.handle, work.stop, concurrency=4, poll_seconds=every, wakeup=work.bell)
    running = asyncio.create_task(crew)
    try:
        yield
    finally:
        work.stop.set()
        work.go.set()
        await asyncio.wait_for(running, 30)


async def test_everything_is_done_once_by_four_hands_at_most() -> None:
    work = Work(50)
    async with working(work):
        await eventually(lambda: work.busy == 4)
        work.go.set()
        await eventually(lambda: len(work.done) == 50)
    assert (sorted(work.done), work.most) == (list(range(50)), 4)


async def test_while_every_hand_is_full_nobody_looks_and_the_bell_changes_nothing() -> None:
    work = Work(9)
    async with working(work, every=0.01):
        await eventually(lambda: work.busy == 4)
        looked = work.looked
        work.bell.set()
        done, _ = await asyncio.wait([asyncio.ensure_future(work.go.wait())], timeout=0.1)
    assert (done, work.looked - looked, work.most) == (set(), 0, 4)


async def test_the_bell_brings_work_at_once_and_a_slow_task_does_not_delay_it() -> None:
    work = Work(1)
    async with working(work):
        await eventually(lambda: work.busy == 1)
        work.waiting = [7]
        work.bell.set()
        await eventually(lambda: work.busy == 2)


async def test_without_a_bell_it_looks_again_by_itself() -> None:
    work = Work(0)
    async with working(work, every=0.05):
        await eventually(lambda: work.looked >= 3)


async def test_a_bell_that_never_stops_ringing_is_no_storm() -> None:
    work, ticks = Work(0), itertools.count()

    async def rings() -> bool:
        work.bell.set()
        return next(ticks) > 50

    async with working(work):
        await eventually(rings)
    assert 1 < work.looked < 51


async def test_the_end_waits_for_what_is_under_way_and_begins_nothing_new() -> None:
    work = Work(9)
    async with working(work):
        await eventually(lambda: work.busy == 4)
    assert (sorted(work.done), len(work.waiting)) == ([0, 1, 2, 3], 5)


async def test_a_task_that_fails_is_told_and_holds_up_nobody() -> None:
    work = Work(3)

    async def handle(task: int) -> None:
        if task == 1:
            raise KeyError(task)
        work.done.append(task)

    with capture_logs() as lines:
        async with working(work, handle, every=0.01):
            await eventually(lambda: any(line["event"] == "work_failed" for line in lines))
            work.waiting = [5]
            await eventually(lambda: work.done == [0, 2, 5])
    assert [line["problem"] for line in lines] == ["KeyError"]


async def test_when_nothing_can_be_claimed_what_is_under_way_is_finished_first() -> None:
    work = Work(1)

    async def claim(most: int) -> list[int]:
        if work.looked:
            work.go.set()
            raise ConnectionRefusedError
        return await work.claim(most)

    with pytest.raises(ConnectionRefusedError):
        await run_pool(claim, work.handle, work.stop, concurrency=4, poll_seconds=0.01)
    assert work.done == [0]
