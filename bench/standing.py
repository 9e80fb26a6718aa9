"""Measures ga_claims_per_s: 32 buyers sell out a standing area of 20,000 places, two a claim, each by another person.

Also measures how the rate changes until the end: in the ninth tenth of the places and in the last thousand, compared
with the first tenth."""

import asyncio
import math
import time

import msgspec
import uvloop

from app.events.catalog import get_public_performance
from app.seating.errors import SeatsContested, TooFewPlaces
from app.seating.holds.hold import hold_places
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, published_performance
from db import pool
from db.pool import close_pool, open_pool

EACH = 2
ABREAST = 200
HELD = "SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1"


class Sizes(msgspec.Struct, frozen=True):
    """The places of the area, the buyers at once, and the places of the end (`tail`) that are compared.

    `warm_up`: the first claims, which open connections and make plans; they are not counted."""

    places: int
    buyers: int
    tail: int
    warm_up: int


class AreaSale(msgspec.Struct):
    """The outcome of a run. `won`: when each claim succeeded, in seconds since the start. `contested`: how many claims
    failed with SeatsContested and were repeated. `warm_up`: the first claims, which are not counted."""

    warm_up: int
    won: list[float] = []
    contested: int = 0

    def rate(self, start: float, end: float) -> float:
        """Return the claims per second while the places from `start` to `end` (shares of all) were sold."""
        first, last = max(int(len(self.won) * start), self.warm_up), int(len(self.won) * end) - 1
        return (last - first) / (self.won[last] - self.won[first])


def area(count: int) -> Plan:
    """Return a plan with one standing area and nothing else."""
    spots = [(6.0 * (n % ABREAST), 6.0 * (n // ABREAST)) for n in range(count)]
    places = tuple(PlanSeat(n, str(n), "Field", "", "", x, y, "Field") for n, (x, y) in enumerate(spots))
    side = 6.0 * math.ceil(count / ABREAST)
    drawing = Drawing(0, 0, max(side, 6.0 * ABREAST), max(side, 6.0), (0, 0), 20)
    return Plan("Field", (PlanLevel("F", "Field"),), places, drawing)


async def sell_out(published: PublishedPerformance, sizes: Sizes) -> AreaSale:
    """Sell every place. Raises AssertionError unless each was sold exactly once."""
    await open_pool(16)
    performance = await get_public_performance(published.performance)
    sale, began = AreaSale(sizes.warm_up, won=[]), time.perf_counter()

    async def buyer(number: int) -> None:
        turn = 0
        while True:
            turn += 1
            try:
                await hold_places(performance, f"buyer-{number}-{turn}", 0, EACH, published.plan)
            except SeatsContested:
                sale.contested += 1
            except TooFewPlaces:
                return
            else:
                sale.won.append(time.perf_counter() - began)

    await asyncio.gather(*(buyer(number) for number in range(sizes.buyers)))
    held = await pool.fetch_value(HELD, published.performance)
    await close_pool()
    assert held == sizes.places == EACH * len(sale.won), f"{held} places were taken in {len(sale.won)} claims"
    return sale


def measure(_: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    published = asyncio.run(published_performance(area(sizes.places), "field"))
    sale = uvloop.run(sell_out(published, sizes))
    first_tenth = sale.rate(0, 0.1)
    record("ga_claims_per_s", round(sale.rate(0, 1)), "1/s")
    record("ga_ninth_to_first_ratio", round(sale.rate(0.8, 0.9) / first_tenth, 2), "")
    record("ga_last_thousand_ratio", round(sale.rate(1 - sizes.tail / sizes.places, 1) / first_tenth, 2), "")
    record("ga_contested", sale.contested, "claims")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(places=20_000, buyers=32, tail=1_000, warm_up=500),
    smoke=Sizes(places=1_000, buyers=8, tail=100, warm_up=10),
    rows=("ga_claims_per_s", "ga_ninth_to_first_ratio", "ga_last_thousand_ratio", "ga_contested"),
)
