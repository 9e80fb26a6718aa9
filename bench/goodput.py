"""Measures goodput_at_1x, _3x, _10x: free orders a second while fans arrive at 1, 3 and 10 times the rate that the
server can serve.

They pass its load shedding and an automatic waiting room. The floor is the peak: free orders in a closed loop.

A fan reads the map, pauses, holds, pauses, orders and reads the tickets. A refused fan (503) tries again after
Retry-After, a few times. A fan who has to wait joins the queue, reads the calls, and comes in when called. All
processes share this machine's two cores: see goodput_client_cpu."""

import asyncio
import random
import time
from collections import Counter

import asyncpg
import msgspec
import uvloop

from bench.harness.browser import LOST, Browser, LoadResponse
from bench.harness.load import cpu_seconds
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import (
    BenchServer,
    PublishedPerformance,
    process,
    published_performance,
    wait_for_port,
)
from bench.harness.waiting_rooms import create_room
from bench.orders import Shopper, analyze, shop
from tests.grid_plan import grid

TRIES = {False: 3, True: 8}
"""Attempts after a 503, of a newcomer and of a fan with a pass or seats."""
IDLE_SECONDS = 0.1
"""Seconds within which an idle server answers with its home page."""


SOLD_SQL = """
    SELECT count(DISTINCT o.id), count(l.seat_idx), count(DISTINCT l.seat_idx),
        (SELECT count(*) FROM seat s WHERE s.performance_id = $1 AND s.status = 2)
    FROM "order" o JOIN order_line l ON l.performance_id = o.performance_id AND l.order_id = o.id
    WHERE o.performance_id = $1 AND o.state = 'paid' AND l.kind = 'seat'
"""


class Sizes(msgspec.Struct, frozen=True):
    """The seats of each performance, and times in seconds.

    `shoppers`, `closed`, `warm_up`: of the closed loop that measures the peak: fans at once, time, orders before it.
    `settles`, `counts`: from the first fan until the measurement begins, and its length.
    `thinks`: a fan's shortest and longest pause before the hold, and again before the order. Real fans need minutes."""

    seats: int
    shoppers: int
    closed: float
    warm_up: int
    settles: float
    counts: float
    thinks: tuple[float, float]
    times: tuple[int, ...] = (1, 3, 10)

    @property
    def inside(self) -> float:
        """The mean seconds inside when nothing delays a fan. The room's target is the peak rate times these."""
        return sum(self.thinks)


class FanLeft(Exception):
    """Raised when a fan gives up; the message says why."""


class Storm:
    """All fans of one run, arriving at a fixed rate."""

    def __init__(self, server: BenchServer, sizes: Sizes, published: PublishedPerformance, room: int) -> None:
        self.server, self.sizes, self.plan, self.room = server, sizes, published.plan, room
        self.performance = f"/performances/{published.performance}"
        self.serving = 0
        self.ordered: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.left: Counter[str] = Counter()
        self.draw = random.Random(7)
        self.waiting: dict[int, asyncio.Future[None]] = {}

    async def follow(self) -> None:
        """Poll the room's status for all fans and wake those who are called, for ever."""
        browser = self.browser()
        while True:
            answer = await browser.get(f"/waiting-rooms/{self.room}/now", "application/json")
            if answer.status == 200:
                before, self.serving = self.serving, answer.json().get("serving", 0)
                for place in range(before + 1, self.serving + 1):
                    if place in self.waiting and not self.waiting[place].done():
                        self.waiting[place].set_result(None)
            await asyncio.sleep(0.2)

    def browser(self) -> Browser:
        """Open a new fan's browser."""
        return Browser(self.server.port, self.server.environment["AISLE_SITE_URL"])

    async def fan(self, number: int) -> None:
        """Buy, or give up; record which."""
        browser = self.browser()
        try:
            await self.buy(browser, [2 * number, 2 * number + 1])
            self.ordered.append(time.perf_counter())
        except FanLeft as why:
            self.left[str(why)] += 1
        finally:
            browser.close()

    async def buy(self, browser: Browser, seats: list[int]) -> None:
        """Buy two seats. Raises FanLeft."""
        await self.enter(browser)
        await self.ask(browser, "GET", f"{self.performance}/seats")
        await asyncio.sleep(self.draw.uniform(*self.sizes.thinks))
        wanted = {"seats": seats, "plan": self.plan}
        held = await self.ask(browser, "POST", f"{self.performance}/holds", wanted)
        if held.status == 409:  # the room has engaged meanwhile
            await self.wait(browser, held)
            held = await self.ask(browser, "POST", f"{self.performance}/holds", wanted)
        self.require_status(held, 200)
        self.require_status(await self.ask(browser, "GET", f"{self.performance}/checkout", inside=True), 200)
        await asyncio.sleep(self.draw.uniform(*self.sizes.thinks))
        form = {"name": "Ana Ferreira", "email": f"fan{seats[0]}@example.org", "hold": held.json()["hold"]}
        order = await self.ask(browser, "POST", f"{self.performance}/orders", form, inside=True)
        self.require_status(order, 201)
        self.require_status(await self.ask(browser, "GET", order.json()["page"], inside=True), 200)

    async def enter(self, browser: Browser) -> None:
        """Load the map's page, through the waiting room where there is one."""
        page = await self.ask(browser, "GET", self.performance)
        if page.status == 303:
            await self.wait(browser, page)
            page = await self.ask(browser, "GET", self.performance, inside=True)
        self.require_status(page, 200)

    async def wait(self, browser: Browser, refusal: LoadResponse) -> None:
        """Wait for admission. The room's page comes from a cache in front of the server, so it is not read here."""
        if refusal.status == 409 and refusal.json().get("error") != "must_wait":
            raise FanLeft(f"{refusal.json().get('error')}")
        joined = await self.ask(browser, "POST", f"/waiting-rooms/{self.room}/places")
        self.require_status(joined, 200)
        place = joined.json()["place"]
        if place > self.serving:
            self.waiting[place] = asyncio.get_running_loop().create_future()
            await self.waiting[place]
        await asyncio.sleep(self.draw.uniform(0, 1))
        while True:
            answer = await self.ask(browser, "POST", f"/waiting-rooms/{self.room}/admissions")
            if answer.status != 202:
                return self.require_status(answer, 200)
            await asyncio.sleep(answer.json()["seconds"])

    def require_status(self, answer: LoadResponse, status: int) -> None:
        """Raise FanLeft for any other status."""
        if answer.status != status:
            raise FanLeft(f"{answer.status} {answer.body[:80]!r}")

    async def ask(
        self, browser: Browser, method: str, path: str, body: object = None, *, inside: bool = False
    ) -> LoadResponse:
        """Send a request; repeat a refused one a few times. Raises FanLeft."""
        for _ in range(TRIES[inside or f"pass-{self.room}" in browser.cookies]):
            answer = await (browser.get(path) if method == "GET" else browser.post(path, body))
            self.statuses[answer.status] += 1
            if answer.status not in (503, LOST):
                return answer
            await asyncio.sleep(float(answer.header("retry-after") or 2))
        raise FanLeft("refused")

    async def come(self, rate: float) -> None:
        """Start fans at random moments at this rate until the measurement ends."""
        fans, number, begun = set(), 0, time.perf_counter()
        counts_from = begun + self.sizes.settles
        end = counts_from + self.sizes.counts
        following = asyncio.create_task(self.follow())
        arrival = begun
        while (arrival := arrival + self.draw.expovariate(rate)) < end:
            await asyncio.sleep(arrival - time.perf_counter())
            if 2 * number + 1 < self.sizes.seats:
                fans.add(asyncio.create_task(self.fan(number)))
            number += 1
        for task in (following, *fans):
            task.cancel()
        for result in await asyncio.gather(following, *fans, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        self.ordered = [at for at in self.ordered if counts_from <= at < end]


async def sold_once(dsn: str, performance: int) -> int:
    """Check that sold seats and seats of paid orders are the same; return the number of orders."""
    connection = await asyncpg.connect(dsn)
    orders, lines, seats, sold = await connection.fetchrow(SOLD_SQL, performance)
    await connection.close()
    assert lines == seats == sold == 2 * orders, (orders, lines, seats, sold)
    return int(orders)


async def wait_until_idle(server: BenchServer, room: int) -> None:
    """Switch the room off and wait until the server is idle again, so that the next run starts fresh."""
    connection = await asyncpg.connect(server.environment["DATABASE_URL"])
    await connection.execute("UPDATE waiting_room SET mode = 'off' WHERE id = $1", room)
    await connection.close()
    browser = Browser(server.port, server.environment["AISLE_SITE_URL"])
    for _ in range(100):
        asked = time.perf_counter()
        if (await browser.get("/")).status == 200 and time.perf_counter() - asked < IDLE_SECONDS:
            break
        await asyncio.sleep(IDLE_SECONDS)
    browser.close()


def peak(server: BenchServer, sizes: Sizes, published: PublishedPerformance) -> float:
    """Measure the free orders a second of as many fans as the server can serve."""
    seats = ([seat, seat + 1] for seat in range(0, sizes.seats, 2))

    def shoppers() -> list[Shopper]:
        return [Shopper(server, published.performance, published.plan, 1) for _ in range(sizes.shoppers)]

    uvloop.run(shop(shoppers(), seats, sizes.closed, sizes.warm_up))
    uvloop.run(analyze(server))
    return uvloop.run(shop(shoppers(), seats, sizes.closed)).rate()


def storm(server: BenchServer, sizes: Sizes, published: PublishedPerformance, best: float, times: int) -> None:
    """Run one load. Raises AssertionError for a server error, or a seat sold twice."""
    dsn = server.environment["DATABASE_URL"]
    target = round(best * sizes.inside)
    room = asyncio.run(create_room(dsn, published.performance, "automatic", target, ease=1.0))
    ours, before = Storm(server, sizes, published, room), cpu_seconds()
    uvloop.run(ours.come(best * times))
    used = (cpu_seconds() - before) / (sizes.settles + sizes.counts)
    uvloop.run(wait_until_idle(server, room))
    orders = asyncio.run(sold_once(dsn, published.performance))
    print(dict(ours.statuses), dict(ours.left.most_common(6)), "serving", ours.serving, flush=True)
    errors = sum(count for status, count in ours.statuses.items() if status >= 500 and status != 503)
    assert errors == 0, ours.statuses
    assert orders >= len(ours.ordered)
    goodput = len(ours.ordered) / sizes.counts
    record(f"goodput_at_{times}x", round(goodput, 1), "1/s", floor=round(best, 1))
    record(f"goodput_at_{times}x_ratio", round(goodput / best, 3), "")
    record(f"goodput_client_cpu_{times}x", round(used, 2), "cores")
    record(f"goodput_refused_{times}x", ours.statuses[503], "")


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    plan = grid(sizes.seats)
    performances = [asyncio.run(published_performance(plan, f"hall-{n}")) for n in range(1 + len(sizes.times))]
    with process(server, "workers.relay"), process(server, "workers.run"), process(server, "app.main"):
        wait_for_port(server.port)
        best = peak(server, sizes, performances[0])
        record("goodput_peak", round(best, 1), "1/s")
        for its, times in zip(performances[1:], sizes.times, strict=True):
            storm(server, sizes, its, best, times)


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=60_000, shoppers=24, closed=8.0, warm_up=60, settles=25.0, counts=25.0, thinks=(3.0, 6.0)),
    smoke=Sizes(seats=6_000, shoppers=4, closed=0.5, warm_up=4, settles=0.5, counts=1.0, thinks=(0.1, 0.2)),
    rows=(
        "goodput_peak",
        "goodput_at_1x",
        "goodput_at_1x_ratio",
        "goodput_client_cpu_1x",
        "goodput_refused_1x",
        "goodput_at_3x",
        "goodput_at_3x_ratio",
        "goodput_client_cpu_3x",
        "goodput_refused_3x",
        "goodput_at_10x",
        "goodput_at_10x_ratio",
        "goodput_client_cpu_10x",
        "goodput_refused_10x",
    ),
)
