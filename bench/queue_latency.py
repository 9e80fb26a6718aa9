"""Measures the statuses of a waiting room.

line_step_p99_ms: from the worker's status that calls places to 5,000 fans who wait, each at a socket of the gateway.
line_cpu_us_per_msg: the gateway's CPU for each of these messages; the floor is the floor server of the fan-out.

One status a second, as from the worker; the fans are raw sockets in a process of their own."""

import asyncio
import time
from datetime import UTC, datetime

import msgspec
import uvloop

from app.settings import settings
from bench.fanout import Helper, cpu, gateway_port, helper, per_message, viewers
from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, free_port, process, wait_for_port
from realtime.bus import Bus
from realtime.fan_out import make_frame
from realtime.keys import Purpose
from realtime.protocol import (
    LevelSeats,
    LogHead,
    PlacesCalled,
    QueueStatus,
    encode_status,
    queue_channel,
    queue_key,
)
from realtime.watch_tokens import sign_queue_token

ROOM = 5
FLOOR_PAUSE = 0.3


class Sizes(msgspec.Struct, frozen=True):
    """The fans who wait, the statuses sent, and the seconds from one to the next."""

    fans: int
    steps: int
    every: float


def step(serving: int) -> bytes:
    """Encode a status as in the middle of a sale: two performances with three price levels, ten calls."""
    calls = [PlacesCalled(serving - 20 * n, 1_790_000_000_000 - 1000 * n) for n in range(9, -1, -1)]
    left = {performance: [LevelSeats(level, 400 - level, 12) for level in range(3)] for performance in ("41", "42")}
    now = int(time.time() * 1000)
    status = QueueStatus(ROOM, now, "open", last_number=84_120, serving=serving, inside=997, drawn_count=71_004)
    drawn = msgspec.structs.replace(status, root="ab" * 32, seed="cd" * 32, log_head=LogHead(90_412, "ef" * 8))
    rates = {"rate": 1180.5, "slow_rate": 1020.0, "fast_rate": 1310.0}
    return encode_status(msgspec.structs.replace(drawn, **rates, remaining=left, may_return=61, recent_calls=calls))


async def call(bus: Bus, serving: int) -> None:
    """Store a status, then publish it, as the worker does."""
    message = step(serving)
    await bus.redis.set(queue_key(ROOM), message)
    await bus.publish(queue_channel(ROOM), message)


async def steps(bus: Bus, sizes: Sizes) -> dict[int, float]:
    """Publish the statuses; return called place → the moment before it was published."""
    published_at: dict[int, float] = {}
    begun = time.monotonic()
    for number in range(sizes.steps):
        await asyncio.sleep(max(0.0, begun + number * sizes.every - time.monotonic()))
        serving = 1000 + 20 * number
        published_at[serving] = time.monotonic()
        await call(bus, serving)
    await asyncio.sleep(sizes.every)
    return published_at


async def run_floor(server: BenchServer, sizes: Sizes, port: int, floor_server: Helper) -> float:
    """Return the microseconds of CPU per message of a server that only writes them."""
    with viewers(server, sizes.fans, "", port) as viewer_process:
        await viewer_process.read_line()
        count, before = await viewer_process.count_messages(), cpu(floor_server.process.pid)
        await floor_server.ask(f"{sizes.steps} {FLOOR_PAUSE} {make_frame(step(1000)).hex()}")
        return await per_message(viewer_process, count, cpu(floor_server.process.pid) - before)


async def measure_steps(server: BenchServer, sizes: Sizes, gateway: int, floor: float) -> None:
    """Measure and record latency and CPU. Raises RuntimeError unless every viewer received every status."""
    bus = Bus(server.environment["REDIS_URL"])
    await call(bus, 1)
    token = sign_queue_token(settings().keys(Purpose.MAP), ROOM, datetime.now(UTC))
    with viewers(server, sizes.fans, token, gateway_port(server)) as viewer_process:
        await viewer_process.read_line()
        await asyncio.sleep(1)
        await viewer_process.ask("forget")
        count, before = await viewer_process.count_messages(), cpu(gateway)
        published_at = await steps(bus, sizes)
        used = await per_message(viewer_process, count, cpu(gateway) - before)
        late = await viewer_process.latencies(published_at)
    await bus.close()
    if late.delivered != sizes.fans * sizes.steps:
        raise RuntimeError(f"{late.delivered} of {sizes.fans * sizes.steps} messages arrived, {late.lost} viewers lost")
    record("line_step_p50_ms", round(late.p50, 1), "ms")
    record("line_step_p99_ms", round(late.p99, 1), "ms")
    record("line_cpu_us_per_msg", round(used, 2), "us", round(floor, 2))
    record("line_message_bytes", len(step(1000)), "B")


def measure(server: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    bare_port = free_port()
    with helper(server, "bench.harness.fan_out_floor", str(bare_port)) as floor_server:
        wait_for_port(bare_port)
        floor = uvloop.run(run_floor(server, sizes, bare_port, floor_server))
    with process(server, "realtime.gateway") as gateway:
        wait_for_port(gateway_port(server))
        uvloop.run(measure_steps(server, sizes, gateway.pid, floor))


MEASUREMENT = Measurement(
    measure,
    full=Sizes(fans=5000, steps=20, every=1.0),
    smoke=Sizes(fans=50, steps=3, every=0.3),
    rows=("line_step_p50_ms", "line_step_p99_ms", "line_cpu_us_per_msg", "line_message_bytes"),
)
