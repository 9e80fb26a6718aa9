"""Prints the CPU time of the web process for one hold and for the steps of a free order, by stage: `make profile`.

The requests of the table are sent one after the other, which is what makes the stages countable. The lines below it are
the whole processes, not counted inside, with 16 clients at once. Each figure is the least of several batches, because
the speed of a shared machine changes from second to second."""

import asyncio
import sys
import urllib.request
from collections.abc import Iterator

import msgspec
import uvloop

from bench.harness.load import run_clients
from bench.harness.server import (
    BenchServer,
    prepare_server,
    process,
    published_performance,
    running_services,
    wait_for_port,
)
from bench.holds import pairs, request
from bench.profile.cpu import cpu_microseconds
from bench.profile.purchases import Purchases, new_fans
from tests.grid_plan import grid

SEATS, CLIENTS = 20_000, 16
BATCHES, HOLDS, FANS, CROWD = 10, 150, 40, 600
"""Batches of each kind after one that warms up; holds, fans and, for the lines below the table, holds of a batch."""
STAGES = ("server", "middleware", "framework", "handler", "database", "response", "log line")


class Budget:
    """The table: the microseconds that one request of each kind uses, by stage."""

    def __init__(self, server: BenchServer) -> None:
        self.address = f"http://127.0.0.1:{server.port}/profile"
        self.rows: dict[str, dict[str, float]] = {}

    def count(self, kind: str, requests: int, *, show: bool = True) -> None:
        """Read what the requests since the last call used; keep the batch of this kind that used least."""
        with urllib.request.urlopen(self.address, timeout=5) as response:
            spent = msgspec.json.decode(response.read(), type=dict[str, int])
        row = {stage: nanoseconds / requests / 1000 for stage, nanoseconds in spent.items()}
        if show and (kind not in self.rows or sum(row.values()) < sum(self.rows[kind].values())):
            self.rows[kind] = row

    def lines(self) -> Iterator[str]:
        """Format the table."""
        yield f"| µs of CPU | {' | '.join(self.rows)} |"
        yield "|---|" + "---|" * len(self.rows)
        for stage in STAGES:
            yield f"| {stage} | {' | '.join(f'{row.get(stage, 0):.0f}' for row in self.rows.values())} |"
        yield f"| together | {' | '.join(f'{sum(row.values()):.0f}' for row in self.rows.values())} |"


def holds(server: BenchServer, slug: str, kind: str) -> Iterator[bytes]:
    """Publish a performance; return a request for each pair of its seats, each of another session."""
    published = asyncio.run(published_performance(grid(SEATS), slug))
    host = f"127.0.0.1:{server.port}"
    return iter([request(host, published.performance, published.plan, pair, kind) for pair in pairs(SEATS)])


def profile_stages(server: BenchServer) -> list[str]:
    """Count the stages of holds and orders; return the table."""
    ready = {kind: holds(server, f"stages-{kind}", kind) for kind in ("json", "htmx")}
    free = asyncio.run(published_performance(grid(SEATS), "orders"))
    fans = new_fans((BATCHES + 1) * FANS)
    with process(server, "workers.relay"), process(server, "bench.profile.web"):
        wait_for_port(server.port)
        budget = Budget(server)
        for batch in range(BATCHES + 1):
            for kind, requests in ready.items():
                uvloop.run(run_clients(server.port, requests, 1, 60, HOLDS))
                budget.count(f"hold, {kind}", HOLDS, show=batch > 0)
            purchases = Purchases(server.port, free, lambda step: budget.count(step, FANS, show=batch > 0))  # noqa: B023 - called at once
            uvloop.run(purchases.run(fans[batch * FANS : (batch + 1) * FANS]))
    return list(budget.lines())


def profile_crowd(server: BenchServer) -> list[str]:
    """Return the CPU time of each process for one hold, with CLIENTS at once."""
    ready = {kind: holds(server, f"crowd-{kind}", kind) for kind in ("json", "htmx")}
    lines = []
    with process(server, "workers.relay") as relay, process(server, "app.main") as web:
        wait_for_port(server.port)
        processes = server.processes | {"relay": relay.pid, "web": web.pid}
        for kind, requests in ready.items():
            uvloop.run(run_clients(server.port, requests, CLIENTS, 60, CROWD))
            least = dict.fromkeys(processes, float("inf"))
            for _ in range(BATCHES):
                before = {name: cpu_microseconds(process_id) for name, process_id in processes.items()}
                load = uvloop.run(run_clients(server.port, requests, CLIENTS, 60, CROWD))
                assert load.failed == 0, f"{load.failed} holds were refused"
                for name, process_id in processes.items():
                    least[name] = min(least[name], (cpu_microseconds(process_id) - before[name]) / load.done)
            parts = ", ".join(f"{name} {spent:.0f} µs" for name, spent in least.items())
            lines.append(f"hold, {kind}, {CLIENTS} at once: {parts}")
    return lines


def main() -> int:
    """Profile and print."""
    with running_services() as services:
        table = profile_stages(prepare_server(services, "stages"))
        crowd = profile_crowd(prepare_server(services, "crowd"))
    print("\n".join([*table, "", *crowd]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
