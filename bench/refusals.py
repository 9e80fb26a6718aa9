"""Measures refusal_cpu_us: the CPU time of an overloaded web process for one refused request.

Of a newcomer, and of a fan with a pass, whose signature is checked. The floor is the same response without a decision,
by the same server."""

import itertools

import msgspec
import uvloop

from bench.harness.load import new_session, run_clients
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, wait_for_port
from bench.profile.cpu import cpu_microseconds

PASS = "pass-7=7.1.4102444800.0123456789abcdef.signature"


class Sizes(msgspec.Struct, frozen=True):
    """The clients at once, the seconds of each run, and the requests before it that warm up."""

    clients: int
    seconds: float
    warm_up: float


def request(cookie: str) -> bytes:
    """Build a hold request, whose body the server need not read."""
    return (
        "POST /performances/1/holds HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: 2\r\nCookie: {cookie}\r\n\r\n{{}}"
    ).encode()


def measure_cost(server: BenchServer, sizes: Sizes, cookie: str) -> float:
    """Return the CPU microseconds of one refusal."""
    with process(server, "bench.harness.refusing_server") as web:
        wait_for_port(server.port)
        ready = itertools.repeat(request(cookie))
        uvloop.run(run_clients(server.port, ready, sizes.clients, sizes.warm_up))
        before = cpu_microseconds(web.pid)
        load = uvloop.run(run_clients(server.port, ready, sizes.clients, sizes.seconds))
        assert load.done == 0, f"{load.done} requests were not refused"
        return (cpu_microseconds(web.pid) - before) / load.failed


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    cookie = new_session().cookie
    server.environment["BENCH_BARE"] = "1"
    floor = measure_cost(server, sizes, cookie)
    del server.environment["BENCH_BARE"]
    for name, sent in (("refusal_cpu_us", cookie), ("refusal_cpu_us_pass", f"{cookie}; {PASS}")):
        record(name, round(measure_cost(server, sizes, sent)), "µs", floor=round(floor))


MEASUREMENT = Measurement(
    measure,
    full=Sizes(clients=16, seconds=4.0, warm_up=0.5),
    smoke=Sizes(clients=4, seconds=0.3, warm_up=0.1),
    rows=("refusal_cpu_us", "refusal_cpu_us_pass"),
)
