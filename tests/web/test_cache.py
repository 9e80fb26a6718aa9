"""Caches read a value once, however many callers ask at the same moment and even if some are cancelled."""

import asyncio

from app.web.cache import ImmutableCache, SingleFlight, clear_caches


class Library:
    """A source of values that answers once `open` is set. `asked`: number of calls."""

    def __init__(self, answer: str = "a plan", problem: Exception | None = None) -> None:
        self.answer, self.problem = answer, problem
        self.asked, self.open = 0, asyncio.Event()

    async def read(self, _: int) -> str:
        """Return the answer, or raise the problem, once `open` is set."""
        self.asked += 1
        await self.open.wait()
        if self.problem:
            raise self.problem
        return self.answer


async def asking(forever: ImmutableCache[int, str], many: int) -> list["asyncio.Task[str]"]:
    """Start this many tasks that wait for the same value; return them."""
    tasks = [asyncio.create_task(forever(1)) for _ in range(many)]
    await asyncio.wait(tasks, timeout=0)
    return tasks


async def test_fifty_who_ask_at_once_cost_one_reading() -> None:
    library = Library()
    forever = ImmutableCache(library.read)
    tasks = await asking(forever, 50)
    library.open.set()
    assert await asyncio.gather(*tasks) == ["a plan"] * 50
    assert (await forever(1), library.asked) == ("a plan", 1)


async def test_who_goes_away_takes_the_answer_from_nobody() -> None:
    library = Library()
    tasks = await asking(ImmutableCache(library.read), 3)
    tasks[0].cancel()
    await asyncio.wait(tasks[:1])
    library.open.set()
    assert await asyncio.gather(*tasks[1:]) == ["a plan"] * 2
    assert library.asked == 1


async def test_a_failure_is_told_to_all_who_waited_and_not_kept() -> None:
    library = Library(problem=OSError("away"))
    forever = ImmutableCache(library.read)
    tasks = await asking(forever, 3)
    library.open.set()
    assert all(isinstance(error, OSError) for error in await asyncio.gather(*tasks, return_exceptions=True))
    library.problem = None
    assert (await forever(1), library.asked) == ("a plan", 2)


async def test_what_is_forgotten_while_it_is_read_is_read_again() -> None:
    library = Library("an old plan")
    forever = ImmutableCache(library.read)
    [old] = await asking(forever, 1)
    forever.clear()
    library.open.set()
    await old
    library.answer = "a plan"
    assert await forever(1) == "a plan"


async def test_an_empty_answer_is_not_kept() -> None:
    library = Library("")
    library.open.set()
    forever = ImmutableCache(library.read)
    assert [await forever(1), await forever(1)] == ["", ""]
    assert library.asked == 2


async def test_a_single_flight_keeps_nothing_and_its_next_call_begins_afterwards() -> None:
    library = Library()
    flight = SingleFlight(library.read)
    now, later = asyncio.create_task(flight(1)), [asyncio.create_task(flight.next(1)) for _ in range(20)]
    await asyncio.wait([now, *later], timeout=0)
    library.open.set()
    assert await asyncio.gather(now, *later) == ["a plan"] * 21
    assert library.asked == 2
    assert (await flight(1), library.asked) == ("a plan", 3)


async def test_all_caches_are_cleared_at_once() -> None:
    library = Library()
    library.open.set()
    cache = ImmutableCache(library.read)
    await cache(1)
    clear_caches()
    assert 1 not in cache
