"""Measures ga_claims_per_s: 32 buyers sell out a standing area of 20,000 places, two a claim, each by another person.

Also measures how the rate changes until the end: in the ninth tenth of the places and in the last thousand, compared
with the first tenth."""

import asyncio
import math
import tempfile
import time
from pathlib import Path

import msgspec
import uvloop

from app.events.catalog import get_public_performance
from app.seating.errors import SeatsContested, TooFewPlaces
from app.seating.holds.hold import hold_places
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat
from bench.harness.results import record
from bench.harness.server import published_performance, run_bench_server
from db import pool
from db.pool import close_pool, open_pool

PLACES = 20_000
BUYERS = 32
EACH = 2
ABREAST = 200
WARM_UP = 500
"""The first claims, which open connections and make plans; they are not counted."""


class AreaSale(msgspec.Struct):
    """The outcome of a run. `won`: when each claim succeeded, in seconds since the start. `contested`: how many claims
    failed with SeatsContested and were repeated."""

    won: list[float] = []
    contested: int = 0

    def rate(self, start: float, end: float) -> float:
        """Return the claims per second while the places from `start` to `end` (shares of all) were sold."""
        first, last = max(int(len(self.won) * start), WARM_UP), int(len(self.won) * end) - 1
        return (last - first) / (self.won[last] - self.won[first])


def area() -> Plan:
    """Return a plan with one standing area and nothing else."""
    spots = [(6.0 * (n % ABREAST), 6.0 * (n // ABREAST)) for n in range(PLACES)]
    places = tuple(PlanSeat(n, str(n), "Field", "", "", x, y, "Field") for n, (x, y) in enumerate(spots))
    side = 6.0 * math.ceil(PLACES / ABREAST)
    drawing = Drawing(0, 0, max(side, 6.0 * ABREAST), max(side, 6.0), (0, 0), 20)
    return Plan("Field", (PlanLevel("F", "Field"),), places, drawing)


async def sell_out(performance_id: int, plan: int) -> AreaSale:
    """Sell every place. Raises AssertionError unless each was sold exactly once."""
    await open_pool(16)
    performance = await get_public_performance(performance_id)
    sale, began = AreaSale(won=[]), time.perf_counter()

    async def buyer(number: int) -> None:
        turn = 0
        while True:
            turn += 1
            try:
                await hold_places(performance, f"buyer-{number}-{turn}", 0, EACH, plan)
            except SeatsContested:
                sale.contested += 1
            except TooFewPlaces:
                return
            else:
                sale.won.append(time.perf_counter() - began)

    await asyncio.gather(*(buyer(number) for number in range(BUYERS)))
    held = await pool.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status = 1", performance_id)
    await close_pool()
    assert held == PLACES == EACH * len(sale.won), f"{held} places were taken in {len(sale.won)} claims"
    return sale


def main() -> None:
    """Measure and record; about half a minute."""
    with tempfile.TemporaryDirectory() as folder, run_bench_server(Path(folder)):
        sale = uvloop.run(sell_out(*asyncio.run(published_performance(area(), "field"))))
    record("ga_claims_per_s", round(sale.rate(0, 1)), "1/s")
    record("ga_ninth_to_first_ratio", round(sale.rate(0.8, 0.9) / sale.rate(0, 0.1), 2), "")
    record("ga_last_thousand_ratio", round(sale.rate(1 - 1000 / PLACES, 1) / sale.rate(0, 0.1), 2), "")
    record("ga_contested", sale.contested, "claims")


if __name__ == "__main__":
    main()
