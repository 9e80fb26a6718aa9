"""Measures language_cpu_us: the CPU time of the web process for a performance's page in a second language.

The floor is the same page in English, by the same process: short batches of both alternate, and the median of each
counts, so that a machine whose speed varies treats both alike."""

import asyncio
import itertools
from statistics import median

import msgspec
import uvloop

from bench.harness.load import new_session, run_clients
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, wait_for_port
from bench.profile.cpu import cpu_microseconds
from tests.grid_plan import grid

LANGUAGES = ("en", "de")


class Sizes(msgspec.Struct, frozen=True):
    """The seats of the plan, the requests of a batch, and the batches of each language."""

    seats: int
    requests: int
    batches: int


def request(performance: int, tag: str) -> bytes:
    """Build a request of the page by a browser that has a session and prefers this language."""
    return (
        f"GET /performances/{performance} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n"
        f"Accept-Language: {tag}\r\nCookie: {new_session().cookie}\r\n\r\n"
    ).encode()


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record. Raises AssertionError when a page was refused."""
    shown = asyncio.run(published_performance(grid(sizes.seats), "field"))
    costs: dict[str, list[float]] = {tag: [] for tag in LANGUAGES}
    with process(server, "app.main") as web:
        wait_for_port(server.port)
        for tag in itertools.chain(LANGUAGES, LANGUAGES * sizes.batches):
            ready = iter([request(shown.performance, tag) for _ in range(sizes.requests)])
            before = cpu_microseconds(web.pid)
            load = uvloop.run(run_clients(server.port, ready, clients=1, seconds=60))
            assert load.failed == 0, f"{load.failed} pages were refused"
            costs[tag].append((cpu_microseconds(web.pid) - before) / load.done)
    floor, value = (median(costs[tag][1:]) for tag in LANGUAGES)  # the first batch of each warms up
    record("language_cpu_us", round(value), "µs", floor=round(floor))


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=2_000, requests=200, batches=12),
    smoke=Sizes(seats=200, requests=10, batches=2),
    rows=("language_cpu_us",),
)
