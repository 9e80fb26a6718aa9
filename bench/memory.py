"""Measures stack_mb, the memory of all processes at rest, and snapshot_bytes, the bytes sent for a map of 60,000 seats.

Memory is the proportional set size of every process and its children: pages that several share are counted once."""

import asyncio
import contextlib
import time
import urllib.request

import msgspec
import psutil

from app.seating.plan.snapshots import get_compressed_snapshot, snapshot_from_rows
from app.venues.builtin.rex import rex
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, process, published_performance, wait_for_port
from db.pool import close_pool, execute, open_pool
from tests.grid_plan import grid

PROCESSES = {
    "web": "app.main",
    "realtime": "realtime.gateway",
    "relay": "workers.relay",
    "worker": "workers.run",
}


class Sizes(msgspec.Struct, frozen=True):
    """The seats of the plan, and the seconds of rest before the processes are measured."""

    seats: int
    rests: float


def megabytes(pid: int) -> float:
    """Return the proportional set size of a process and all its children, in megabytes."""
    whole = psutil.Process(pid)
    family = [whole, *whole.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6


async def weigh_snapshot(performance: int, seats: int) -> None:
    """Record the size of the snapshot of a big hall of which a third is taken at random."""
    await open_pool(2)
    await execute("SELECT setseed(0.5)")
    # any status has the same size
    await execute("UPDATE seat SET status = 3 WHERE performance_id = $1 AND random() < 0.33", performance)
    snapshot = await snapshot_from_rows(performance)
    await close_pool()
    raw = len(snapshot.body())
    record("snapshot_bytes_raw", raw, "B", floor=seats)
    record("snapshot_bytes_gzip", len(get_compressed_snapshot(0, snapshot, "gzip")[1]), "B", floor=raw)
    record("snapshot_bytes_br", len(get_compressed_snapshot(0, snapshot, "br")[1]), "B", floor=raw)


def visit(server: BenchServer, performance: int) -> None:
    """Request every page once, so that templates, plans and pools are loaded as on a server in use."""
    for address in ("/", f"/performances/{performance}", f"/performances/{performance}/list", "/health/ready"):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{address}") as answer:
            answer.read()


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    theatre, _ = asyncio.run(published_performance(rex(), "theatre"))
    field, _ = asyncio.run(published_performance(grid(sizes.seats), "field"))
    asyncio.run(weigh_snapshot(field, sizes.seats))
    pids = dict(server.processes)
    with contextlib.ExitStack() as stack:
        for name, module in PROCESSES.items():
            pids[name] = stack.enter_context(process(server, module)).pid
        wait_for_port(server.port)
        visit(server, theatre)
        time.sleep(sizes.rests)
        parts = {name: megabytes(pid) for name, pid in pids.items()}
    for name, size in parts.items():
        record(f"memory_mb_{name}", round(size, 1), "MB")
    record("stack_mb", round(sum(parts.values()), 1), "MB")


MEASUREMENT = Measurement(
    measure,
    full=Sizes(seats=60_000, rests=3.0),
    smoke=Sizes(seats=2_000, rests=0.2),
    rows=(
        "snapshot_bytes_raw",
        "snapshot_bytes_gzip",
        "snapshot_bytes_br",
        "memory_mb_postgres",
        "memory_mb_redis",
        "memory_mb_web",
        "memory_mb_realtime",
        "memory_mb_relay",
        "memory_mb_worker",
        "stack_mb",
    ),
)
