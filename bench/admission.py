"""Measures how well worker and admission keep the number of shoppers at the target: admission_over_target_max,
_utilisation.

Fans come in 0 to 4 s after their place is called, one in ten never; each holds two seats, waits 20 to 60 s, releases
them and leaves. The controller begins without a throttle, so that the target is reached soon; the measured minute
begins then. The fans inside are counted from the rows, ten times a second."""

import asyncio
import random
import tempfile
import time
from pathlib import Path

import asyncpg
import msgspec
import uvloop

from bench.harness.browser import Browser
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, run_bench_server, wait_for_port
from bench.harness.waiting_rooms import create_room
from tests.grid_plan import grid

TARGET, FANS = 100, 420
COMES_IN, NEVER, SHOPS = (0.0, 4.0), 0.1, (20.0, 60.0)
FILLS, COUNTS, EVERY = 60.0, 60.0, 0.1
INSIDE = "SELECT count(*) FROM admission WHERE room = $1 AND expires_at > clock_timestamp() AND left_at IS NULL"


class QueueState(msgspec.Struct):
    """The shared state of a run: the highest number called, and counts of outcomes."""

    serving: int = 0
    admitted: int = 0
    held_at_the_door: int = 0
    refused: list[str] = []


class WaitingFans:
    """The fans of one run."""

    def __init__(self, server: BenchServer, performance: int, plan: int, room: int) -> None:
        self.server, self.performance, self.plan, self.room = server, performance, plan, room
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
        await asyncio.sleep(self.draw.uniform(*COMES_IN))
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
        await asyncio.sleep(self.draw.uniform(*SHOPS))
        await browser.post(f"/performances/{self.performance}/holds/returns", {})

    async def count(self) -> list[int]:
        """Count the shoppers inside, from when the target is reached. Raises TimeoutError when it is not."""
        connection = await asyncpg.connect(self.server.environment["DATABASE_URL"])
        async with asyncio.timeout(FILLS):
            while await connection.fetchval(INSIDE, self.room) < 0.95 * TARGET:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(EVERY)
        counts, stop = [], time.monotonic() + COUNTS
        while time.monotonic() < stop:
            counts.append(await connection.fetchval(INSIDE, self.room))
            await asyncio.sleep(EVERY)
        await connection.close()
        return counts


async def run(server: BenchServer, performance: int, plan: int, room: int) -> tuple[QueueState, list[int]]:
    """Let all fans join at once; return the final state and the counts of a minute."""
    waiting = WaitingFans(server, performance, plan, room)
    tasks = [asyncio.create_task(waiting.follow()), *(asyncio.create_task(waiting.fan(n)) for n in range(FANS))]
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
    return waiting.state, counts


def main() -> None:
    """Measure and record; about a minute and a half."""
    with tempfile.TemporaryDirectory() as name, run_bench_server(Path(name)) as server:
        folder = Path(name)
        performance, plan = asyncio.run(published_performance(grid(2_000), "hall"))
        room = asyncio.run(create_room(server.environment["DATABASE_URL"], performance, target=TARGET, ease=1.0))
        with (
            process(server, "workers.relay", folder / "relay.log"),
            process(server, "workers.run", folder / "worker.log"),
            process(server, "app.main", folder / "web.log"),
        ):
            wait_for_port(server.port)
            state, counts = uvloop.run(run(server, performance, plan, room))
    assert not state.refused, state.refused[:3]
    record("admission_over_target_max", round(max(counts) / TARGET, 3), "")
    record("admission_utilisation", round(sum(counts) / len(counts) / TARGET, 3), "")
    record("admission_utilisation_min", round(min(counts) / TARGET, 3), "")
    record("admission_held_at_the_door", state.held_at_the_door, "")


if __name__ == "__main__":
    main()
