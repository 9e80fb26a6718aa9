"""Measures how well worker and admission keep the number of shoppers at the target: admission_over_target_max,
_utilisation.

Fans come in 0 to 4 s after their place is called, one in ten never; each holds two seats, waits 20 to 60 s, releases
them and leaves. The controller begins without a throttle, so that the target is reached soon; the measured minute
begins then. The fans inside are counted from the rows, ten times a second."""

import asyncio
import random
import time

import asyncpg
import msgspec
import uvloop

from bench.harness.browser import Browser
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, process, published_performance, wait_for_port
from bench.harness.waiting_rooms import create_room
from tests.grid_plan import grid

SEATS, NEVER, EVERY = 2_000, 0.1, 0.1
INSIDE = "SELECT count(*) FROM admission WHERE room = $1 AND expires_at > clock_timestamp() AND left_at IS NULL"


class Sizes(msgspec.Struct, frozen=True):
    """The target, the number of fans, and times in seconds. `comes`: from the call until a fan enters. `shops`: inside.

    `fills`: after which the target must be reached. `counts`: the measured time."""

    target: int
    fans: int
    comes: tuple[float, float]
    shops: tuple[float, float]
    fills: float
    counts: float


class QueueState(msgspec.Struct):
    """The shared state of a run: the highest number called, and counts of outcomes."""

    serving: int = 0
    admitted: int = 0
    held_at_the_door: int = 0
    refused: list[str] = []


class WaitingFans:
    """The fans of one run."""

    def __init__(self, server: BenchServer, sizes: Sizes, published: PublishedPerformance, room: int) -> None:
        self.server, self.sizes, self.room = server, sizes, room
        self.performance, self.plan = published
        self.state = QueueState(refused=[])
        self.draw = random.Random(5)

    def browser(self) -> Browser:
        """Open a new fan's browser."""
        return Browser(self.server.port, self.server.environment["AISLE_SITE_URL"])

    async def follow(self) -> None:
        """Poll the room's status for all fans, for ever."""
        browser = self.browser()
        while True:
            answer = await browser.get(f"/waiting-rooms/{self.room}/now", "application/json")
            self.state.serving = answer.json().get("serving", 0) if answer.status == 200 else self.state.serving
            await asyncio.sleep(0.25)

    async def fan(self, number: int) -> None:
        """Join, wait, enter, shop and leave."""
        browser = self.browser()
        joined = await browser.post(f"/waiting-rooms/{self.room}/places")
        place = joined.json()["place"]
        while self.state.serving < place:  # noqa: ASYNC110 - as a browser polls
            await asyncio.sleep(0.1)
        if self.draw.random() < NEVER:
            return
        await asyncio.sleep(self.draw.uniform(*self.sizes.comes))
        while (answer := await browser.post(f"/waiting-rooms/{self.room}/admissions")).status == 202:
            self.state.held_at_the_door += 1
            await asyncio.sleep(answer.json()["seconds"])
        if answer.status != 200:
            self.state.refused.append(answer.body.decode())
            return
        self.state.admitted += 1
        await self.shop(browser, number)
        await browser.post(f"/waiting-rooms/{self.room}/returns")
        browser.close()

    async def shop(self, browser: Browser, number: int) -> None:
        """Hold two seats for a while, then release them."""
        seats = [2 * number, 2 * number + 1]
        held = await browser.post(f"/performances/{self.performance}/holds", {"seats": seats, "plan": self.plan})
        if held.status != 200:
            self.state.refused.append(held.body.decode())
            return
        await asyncio.sleep(self.draw.uniform(*self.sizes.shops))
        await browser.post(f"/performances/{self.performance}/holds/returns", {})

    async def count(self) -> list[int]:
        """Count the shoppers inside, from when the target is reached. Raises TimeoutError when it is not."""
        connection = await asyncpg.connect(self.server.environment["DATABASE_URL"])
        async with asyncio.timeout(self.sizes.fills):
            while await connection.fetchval(INSIDE, self.room) < 0.95 * self.sizes.target:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(EVERY)
        counts, stop = [], time.monotonic() + self.sizes.counts
        while time.monotonic() < stop:
            counts.append(await connection.fetchval(INSIDE, self.room))
            await asyncio.sleep(EVERY)
        await connection.close()
        return counts


async def run(waiting: WaitingFans) -> list[int]:
    """Let all fans join at once; return the counts of the shoppers inside."""
    fans = (asyncio.create_task(waiting.fan(number)) for number in range(waiting.sizes.fans))
    tasks = [asyncio.create_task(waiting.follow()), *fans]
    try:
        counts = await waiting.count()
    finally:
        print(waiting.state.admitted, "admitted,", waiting.state.refused[:3], flush=True)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return counts


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    published = asyncio.run(published_performance(grid(SEATS), "hall"))
    dsn, target = server.environment["DATABASE_URL"], sizes.target
    room = asyncio.run(create_room(dsn, published.performance, target=target, ease=1.0))
    waiting = WaitingFans(server, sizes, published, room)
    with process(server, "workers.relay"), process(server, "workers.run"), process(server, "app.main"):
        wait_for_port(server.port)
        counts = uvloop.run(run(waiting))
    assert not waiting.state.refused, waiting.state.refused[:3]
    record("admission_over_target_max", round(max(counts) / target, 3), "")
    record("admission_utilisation", round(sum(counts) / len(counts) / target, 3), "")
    record("admission_utilisation_min", round(min(counts) / target, 3), "")
    record("admission_held_at_the_door", waiting.state.held_at_the_door, "")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(target=100, fans=420, comes=(0.0, 4.0), shops=(20.0, 60.0), fills=60.0, counts=60.0),
    smoke=Sizes(target=10, fans=60, comes=(0.0, 0.2), shops=(2.0, 8.0), fills=40.0, counts=1.0),
    rows=(
        "admission_over_target_max",
        "admission_utilisation",
        "admission_utilisation_min",
        "admission_held_at_the_door",
    ),
)
