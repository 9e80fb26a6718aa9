"""Measures the gateway's processor time and latency.

fanout_cpu_us_per_msg: the gateway's CPU per delivered delta; the floor is a server that only writes a ready frame.
delta_p99_ms_N: from the commit of a hold to N viewers, at ten holds a second, through relay, Redis and gateway.

Viewers are raw sockets in a process of their own; all processes share this machine's cores."""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec
import uvloop

from app.settings import settings
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import (
    BenchServer,
    PublishedPerformance,
    free_port,
    process,
    published_performance,
    wait_for_port,
)
from bench.harness.viewers import Counts, Latencies
from realtime.bus import Bus
from realtime.fan_out import make_frame
from realtime.keys import Purpose
from realtime.protocol import WAKEUP_CHANNEL, Delta, encode_delta, head_key, map_channel
from realtime.watch_tokens import sign_map_token
from tests.grid_plan import grid

PAUSE, EVERY = 0.06, 0.1
SEATS = 2_000
HOLD = "SELECT * FROM hold_seats($1, $2, $3, $4)"
NOWHERE = 999_999_999  # the id of no performance: no relay writes its map


class Sizes(msgspec.Struct, frozen=True):
    """`crowd`: viewers of the CPU's measurement, who receive `rounds` times `sweeps` messages.

    `viewers`: row-name suffix → viewers of a latency's measurement, who see `holds` holds. `settles`: the seconds
    before the first hold, and after the last."""

    crowd: int
    sweeps: int
    rounds: int
    viewers: dict[str, int]
    holds: int
    settles: float


class Helper:
    """A process of the bench that answers commands, line by line."""

    def __init__(self, server: BenchServer, *command: str) -> None:
        command_line, pipe = [sys.executable, "-m", *command], subprocess.PIPE
        self.process = subprocess.Popen(
            command_line, env=server.environment, stdin=pipe, stdout=pipe, text=True, bufsize=1
        )

    async def read_line(self) -> str:
        """Return its next line. Raises RuntimeError when it has ended."""
        assert self.process.stdout is not None
        line = (await asyncio.to_thread(self.process.stdout.readline)).strip()
        if not line:
            raise RuntimeError("a helper of the bench died")
        return line

    async def ask(self, line: str) -> str:
        """Send a command; return the line that answers it."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return await self.read_line()

    async def count_messages(self) -> int:
        """Ask viewers how many messages they have received so far."""
        return msgspec.json.decode(await self.ask("count"), type=Counts).messages

    async def latencies(self, committed: dict[int, float]) -> Latencies:
        """Ask viewers for the latencies of messages about these numbers. `committed`: number → time of its commit."""
        question = msgspec.json.encode({str(number): at for number, at in committed.items()}).decode()
        return msgspec.json.decode(await self.ask(question), type=Latencies)


@contextlib.contextmanager
def helper(server: BenchServer, *command: str) -> Iterator[Helper]:
    """Start a helper process; kill it at the end."""
    ours = Helper(server, *command)
    try:
        yield ours
    finally:
        ours.process.kill()
        ours.process.wait()


def viewers(server: BenchServer, count: int, token: str, port: int) -> contextlib.AbstractContextManager[Helper]:
    """Start `count` viewers of what the token is for, or, with an empty token, of the floor server."""
    return helper(server, "bench.harness.viewers", str(port), str(count), server.environment["AISLE_SITE_URL"], token)


def gateway_port(server: BenchServer) -> int:
    """Return the port of the gateway."""
    return int(server.environment["AISLE_REALTIME_PORT"])


def map_token(room: int) -> str:
    """Sign a token for a performance's map."""
    return sign_map_token(settings().keys(Purpose.MAP), room, datetime.now(UTC))


def cpu(pid: int) -> float:
    """Return the seconds that the main thread of a process has run."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def memory(pid: int) -> float:
    """Return the KiB of a process in RAM."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4.0


def two_seats_held(version: int) -> bytes:
    """Encode the delta of a hold of two seats."""
    return encode_delta(Delta(NOWHERE, 1, version, version + 1, held=[9102, 9103]))


async def sweep_bare(floor_server: Helper, viewer_process: Helper, sweeps: int) -> float:
    """Return the microseconds of CPU per message of the floor server."""
    count, before = await viewer_process.count_messages(), cpu(floor_server.process.pid)
    await floor_server.ask(f"{sweeps} {PAUSE} {make_frame(two_seats_held(1000)).hex()}")
    return await per_message(viewer_process, count, cpu(floor_server.process.pid) - before)


async def sweep_gateway(gateway: int, viewer_process: Helper, bus: Bus, versions: range) -> float:
    """Return the microseconds of CPU per message of the gateway, with receiving from Redis and merging."""
    count, before = await viewer_process.count_messages(), cpu(gateway)
    for version in versions:
        await bus.publish(map_channel(NOWHERE), two_seats_held(version))
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(PAUSE * 2)
    return await per_message(viewer_process, count, cpu(gateway) - before)


async def per_message(viewer_process: Helper, before: int, seconds: float) -> float:
    """Divide the seconds of CPU by the messages that arrived since `before`; returns microseconds."""
    return seconds / (await viewer_process.count_messages() - before) * 1e6


async def measure_cpu(server: BenchServer, gateway: int, sizes: Sizes) -> None:
    """Measure floor and gateway in turn and record the medians."""
    bus, bare_port, port = Bus(server.environment["REDIS_URL"]), free_port(), gateway_port(server)
    await bus.redis.hset(head_key(NOWHERE), mapping={"e": 1, "v": 1, "plan": 1, "levels": "x", "n": 1})
    empty = memory(gateway)
    with helper(server, "bench.harness.fan_out_floor", str(bare_port)) as floor_server:
        wait_for_port(bare_port)
        with (
            viewers(server, sizes.crowd, "", bare_port) as before_the_bare,
            viewers(server, sizes.crowd, map_token(NOWHERE), port) as viewer_process,
        ):
            await asyncio.gather(before_the_bare.read_line(), viewer_process.read_line())
            full = memory(gateway)
            floors, figures = [], []
            for turn in range(sizes.rounds):
                versions = range(1 + turn * sizes.sweeps, 1 + (turn + 1) * sizes.sweeps)
                floors.append(await sweep_bare(floor_server, before_the_bare, sizes.sweeps))
                figures.append(await sweep_gateway(gateway, viewer_process, bus, versions))
    await bus.close()
    record("fanout_cpu_us_per_msg", round(statistics.median(figures), 2), "us", round(statistics.median(floors), 2))
    record("gateway_kib_per_viewer", round((full - empty) / sizes.crowd, 1), "KiB")
    record("gateway_empty_mb", round(empty / 1024, 1), "MB")


async def sell(server: BenchServer, published: PublishedPerformance, seats: range) -> dict[int, float]:
    """Hold each seat for another person, ten a second; return seat → the moment when its commit was known."""
    bus = Bus(server.environment["REDIS_URL"])
    connection = await asyncpg.connect(server.environment["DATABASE_URL"])
    committed = {}
    begun = time.monotonic()
    for number, seat in enumerate(seats):
        await asyncio.sleep(max(0.0, begun + number * EVERY - time.monotonic()))
        await connection.fetchrow(HOLD, published.performance, f"bench {seat}", [seat], published.plan)
        committed[seat] = time.monotonic()
        bus.wake(WAKEUP_CHANNEL)
    await connection.close()
    await bus.close()
    return committed


async def measure_latency(server: BenchServer, published: PublishedPerformance, sizes: Sizes) -> None:
    """Measure with few and with many viewers. Raises RuntimeError unless every viewer received every delta."""
    for turn, (suffix, count) in enumerate(sizes.viewers.items()):
        token, seats = map_token(published.performance), range(turn * sizes.holds, (turn + 1) * sizes.holds)
        with viewers(server, count, token, gateway_port(server)) as viewer_process:
            await viewer_process.read_line()
            await asyncio.sleep(sizes.settles)
            await viewer_process.ask("forget")
            committed = await sell(server, published, seats)
            await asyncio.sleep(sizes.settles)
            late = await viewer_process.latencies(committed)
        if late.delivered != count * sizes.holds:
            raise RuntimeError(f"{late.delivered} of {count * sizes.holds} deltas arrived, {late.lost} viewers lost")
        record(f"delta_p99_ms_{suffix}", round(late.p99, 1), "ms")
        record(f"delta_p50_ms_{suffix}", round(late.p50, 1), "ms")


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    published = asyncio.run(published_performance(grid(SEATS), "fanout"))
    with process(server, "realtime.gateway") as gateway:
        wait_for_port(gateway_port(server))
        uvloop.run(measure_cpu(server, gateway.pid, sizes))
        with process(server, "workers.relay"):
            uvloop.run(measure_latency(server, published, sizes))


MEASUREMENT = Measurement(
    measure,
    full=Sizes(crowd=2000, sweeps=40, rounds=3, viewers={"1": 1, "1000": 1000, "5000": 5000}, holds=80, settles=2.0),
    smoke=Sizes(crowd=50, sweeps=5, rounds=1, viewers={"1": 1, "1000": 10, "5000": 50}, holds=5, settles=0.5),
    rows=(
        "fanout_cpu_us_per_msg",
        "gateway_kib_per_viewer",
        "gateway_empty_mb",
        "delta_p99_ms_1",
        "delta_p50_ms_1",
        "delta_p99_ms_1000",
        "delta_p50_ms_1000",
        "delta_p99_ms_5000",
        "delta_p50_ms_5000",
    ),
)
