"""Measures the gateway's processor time and latency.

fanout_cpu_us_per_msg: the gateway's CPU per delivered delta; the floor is a server that only writes a ready frame.
delta_p99_ms_N: from the commit of a hold to N viewers, at ten holds a second, through relay, Redis and gateway.

Viewers are raw sockets in a process of their own; all processes share this machine's cores."""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec
import uvloop

from app.settings import settings
from bench.harness.results import record
from bench.harness.server import BenchServer, free_port, process, published_performance, run_bench_server, wait_for_port
from bench.harness.viewers import Counts, Latencies
from realtime.bus import Bus
from realtime.fan_out import make_frame
from realtime.protocol import Delta, encode_delta, head_key, map_channel
from realtime.watch_tokens import sign_map_token
from tests.grid_plan import grid

CROWD, SWEEPS, PAUSE, ROUNDS = 2000, 40, 0.06, 3
HOLDS, EVERY = 80, 0.1
NOWHERE = 999_999_999  # the id of no performance: no relay writes its map


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


def map_token(room: int) -> str:
    """Sign a token for a performance's map."""
    return sign_map_token(settings().aisle_secret, room, datetime.now(UTC))


def cpu(pid: int) -> float:
    """Return the seconds that the main thread of a process has run."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def memory(pid: int) -> float:
    """Return the KiB of a process in RAM."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4.0


def two_seats_held(version: int) -> bytes:
    """Encode the delta of a hold of two seats."""
    return encode_delta(Delta(NOWHERE, 1, version, version + 1, held=[9102, 9103]))


async def sweep_bare(floor_server: Helper, viewer_process: Helper) -> float:
    """Return the microseconds of CPU per message of the floor server."""
    count, before = await viewer_process.count_messages(), cpu(floor_server.process.pid)
    await floor_server.ask(f"{SWEEPS} {PAUSE} {make_frame(two_seats_held(1000)).hex()}")
    return await per_message(viewer_process, count, cpu(floor_server.process.pid) - before)


async def sweep_gateway(gateway: int, viewer_process: Helper, bus: Bus, first: int) -> float:
    """Return the microseconds of CPU per message of the gateway, with receiving from Redis and merging."""
    count, before = await viewer_process.count_messages(), cpu(gateway)
    for version in range(first, first + SWEEPS):
        await bus.publish(map_channel(NOWHERE), two_seats_held(version))
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(PAUSE * 2)
    return await per_message(viewer_process, count, cpu(gateway) - before)


async def per_message(viewer_process: Helper, before: int, seconds: float) -> float:
    """Divide the seconds of CPU by the messages that arrived since `before`; returns microseconds."""
    return seconds / (await viewer_process.count_messages() - before) * 1e6


async def measure_cpu(server: BenchServer, gateway: int) -> None:
    """Measure floor and gateway in turn and record the medians."""
    bus, bare_port = Bus(server.environment["REDIS_URL"]), free_port()
    await bus.redis.hset(head_key(NOWHERE), mapping={"e": 1, "v": 1, "plan": 1, "levels": "x", "n": 1})
    empty = memory(gateway)
    with helper(server, "bench.harness.fan_out_floor", str(bare_port)) as floor_server:
        wait_for_port(bare_port)
        with (
            viewers(server, CROWD, "", bare_port) as before_the_bare,
            viewers(
                server, CROWD, map_token(NOWHERE), int(server.environment["AISLE_REALTIME_PORT"])
            ) as viewer_process,
        ):
            await asyncio.gather(before_the_bare.read_line(), viewer_process.read_line())
            full = memory(gateway)
            floors, figures = [], []
            for turn in range(ROUNDS):
                floors.append(await sweep_bare(floor_server, before_the_bare))
                figures.append(await sweep_gateway(gateway, viewer_process, bus, 1 + turn * SWEEPS))
    await bus.close()
    record("fanout_cpu_us_per_msg", round(statistics.median(figures), 2), "us", round(statistics.median(floors), 2))
    record("gateway_kib_per_viewer", round((full - empty) / CROWD, 1), "KiB")
    record("gateway_empty_mb", round(empty / 1024, 1), "MB")


async def sell(server: BenchServer, performance: int, plan: int, first: int) -> dict[int, float]:
    """Make ten holds a second by different persons; return seat → the moment when its commit was known."""
    bus = Bus(server.environment["REDIS_URL"])
    connection = await asyncpg.connect(server.environment["DATABASE_URL"])
    committed = {}
    begun = time.monotonic()
    for number in range(HOLDS):
        await asyncio.sleep(max(0.0, begun + number * EVERY - time.monotonic()))
        seat = first + number
        await connection.fetchrow(
            "SELECT * FROM hold_seats($1, $2, $3, $4)", performance, f"bench {seat}", [seat], plan
        )
        committed[seat] = time.monotonic()
        bus.wake_relay()
    await asyncio.sleep(2)
    await connection.close()
    await bus.close()
    return committed


async def measure_latency(server: BenchServer, performance: int, plan: int) -> None:
    """Measure with one viewer, a thousand and five thousand."""
    for turn, count in enumerate((1, 1000, 5000)):
        port = int(server.environment["AISLE_REALTIME_PORT"])
        with viewers(server, count, map_token(performance), port) as viewer_process:
            await viewer_process.read_line()
            await asyncio.sleep(1)
            await viewer_process.ask("forget")
            committed = await sell(server, performance, plan, turn * HOLDS)
            late = await viewer_process.latencies(committed)
        if late.delivered != count * HOLDS:
            raise RuntimeError(f"{late.delivered} of {count * HOLDS} deltas arrived, {late.lost} viewers lost")
        record(f"delta_p99_ms_{count}", round(late.p99, 1), "ms")
        record(f"delta_p50_ms_{count}", round(late.p50, 1), "ms")


def main() -> None:
    """Measure on a server of its own and record the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="aisle-bench-", ignore_cleanup_errors=True) as folder,
        run_bench_server(Path(folder)) as server,
    ):
        server.environment["AISLE_SOCKETS_PER_ADDRESS"] = "20000"
        performance, plan = asyncio.run(published_performance(grid(2_000), "fanout"))
        with process(server, "realtime.gateway", Path(folder) / "gateway.log") as gateway:
            wait_for_port(int(server.environment["AISLE_REALTIME_PORT"]))
            uvloop.run(measure_cpu(server, gateway.pid))
            with process(server, "workers.relay", Path(folder) / "relay.log"):
                uvloop.run(measure_latency(server, performance, plan))


if __name__ == "__main__":
    main()
