"""How well the worker and the door hold the number of those who shop: admission_over_target_max, admission_utilisation.

Fans come in 0 to 4 s after their place is called, one in ten never; each holds two seats, looks around for 20 to 60 s,
gives everything back and leaves. The controller begins at full ease, so that the minute that counts begins soon: once
as many are inside as should be. Those inside are counted from the rows, ten times a second."""

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
from bench.harness.server import BenchHouse, bench_house, hall, process, wait_for_port
from bench.harness.waiting_rooms import a_room
from tests.grid_plan import grid

TARGET, FANS = 100, 420
COMES_IN, NEVER, SHOPS = (0.0, 4.0), 0.1, (20.0, 60.0)
FILLS, COUNTS, EVERY = 60.0, 60.0, 0.1
INSIDE = "SELECT count(*) FROM admission WHERE room = $1 AND expires_at > clock_timestamp() AND left_at IS NULL"


class Line(msgspec.Struct):
    """What everybody in it knows, and what has come of them."""

    serving: int = 0
    admitted: int = 0
    held_at_the_door: int = 0
    refused: list[str] = []


class Waiting:
    """The fans of one evening."""

    def __init__(self, house: BenchHouse, show: int, plan: int, room: int) -> None:
        self.house, self.show, self.plan, self.room = house, show, plan, room
        self.line = Line(refused=[])
        self.draw = random.Random(5)

    def browser(self) -> Browser:
        """Somebody's."""
        return Browser(self.house.port, self.house.environment["AISLE_SITE_URL"])

    async def follow(self) -> None:
        """One reads the line for all, as the gateway would tell them; for ever."""
        browser = self.browser()
        while True:
            answer = await browser.get(f"/waiting-rooms/{self.room}/now", "application/json")
            self.line.serving = answer.json().get("serving", 0) if answer.status == 200 else self.line.serving
            await asyncio.sleep(0.25)

    async def fan(self, number: int) -> None:
        """From the join to the way out."""
        browser = self.browser()
        joined = await browser.post(f"/waiting-rooms/{self.room}/places")
        place = joined.json()["place"]
        while self.line.serving < place:  # noqa: ASYNC110 - it looks at its page
            await asyncio.sleep(0.1)
        if self.draw.random() < NEVER:
            return
        await asyncio.sleep(self.draw.uniform(*COMES_IN))
        while (answer := await browser.post(f"/waiting-rooms/{self.room}/admissions")).status == 202:
            self.line.held_at_the_door += 1
            await asyncio.sleep(answer.json()["seconds"])
        if answer.status != 200:
            self.line.refused.append(answer.body.decode())
            return
        self.line.admitted += 1
        await self.shop(browser, number)
        await browser.post(f"/waiting-rooms/{self.room}/returns")
        browser.close()

    async def shop(self, browser: Browser, number: int) -> None:
        """Two seats for a while."""
        seats = [2 * number, 2 * number + 1]
        held = await browser.post(f"/performances/{self.show}/holds", {"seats": seats, "plan": self.plan})
        if held.status != 200:
            self.line.refused.append(held.body.decode())
            return
        await asyncio.sleep(self.draw.uniform(*SHOPS))
        await browser.post(f"/performances/{self.show}/holds/returns", {})

    async def count(self) -> list[int]:
        """How many were inside, from the moment the house was full. Raises TimeoutError when it never was."""
        connection = await asyncpg.connect(self.house.environment["DATABASE_URL"])
        async with asyncio.timeout(FILLS):
            while await connection.fetchval(INSIDE, self.room) < 0.95 * TARGET:  # noqa: ASYNC110 - of other processes
                await asyncio.sleep(EVERY)
        counts, stop = [], time.monotonic() + COUNTS
        while time.monotonic() < stop:
            counts.append(await connection.fetchval(INSIDE, self.room))
            await asyncio.sleep(EVERY)
        await connection.close()
        return counts


async def evening(house: BenchHouse, show: int, plan: int, room: int) -> tuple[Line, list[int]]:
    """Everybody joins at once; the counts of a minute."""
    waiting = Waiting(house, show, plan, room)
    tasks = [asyncio.create_task(waiting.follow()), *(asyncio.create_task(waiting.fan(n)) for n in range(FANS))]
    try:
        counts = await waiting.count()
    finally:
        print(waiting.line.admitted, "admitted,", waiting.line.refused[:3], flush=True)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return waiting.line, counts


def main() -> None:
    """Measures and records; about a minute and a half."""
    with tempfile.TemporaryDirectory() as name, bench_house(Path(name)) as house:
        folder = Path(name)
        show, plan = asyncio.run(hall(grid(2_000), "hall"))
        room = asyncio.run(a_room(house.environment["DATABASE_URL"], show, target=TARGET, ease=1.0))
        with (
            process(house, "workers.relay", folder / "relay.log"), process(house, "workers.run", folder / "worker.log"),
            process(house, "app.main", folder / "web.log"),
        ):  # fmt: skip
            wait_for_port(house.port)
            line, counts = uvloop.run(evening(house, show, plan, room))
    assert not line.refused, line.refused[:3]
    record("admission_over_target_max", round(max(counts) / TARGET, 3), "")
    record("admission_utilisation", round(sum(counts) / len(counts) / TARGET, 3), "")
    record("admission_utilisation_min", round(min(counts) / TARGET, 3), "")
    record("admission_held_at_the_door", line.held_at_the_door, "")


if __name__ == "__main__":
    main()
