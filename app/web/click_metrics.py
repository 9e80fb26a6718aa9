"""Per-second counters of hold requests (latency bins, outcomes), summed over all web processes in Redis.

If Redis does not answer, the reader gets None and the waiting room's controller does not speed up."""

import asyncio
import time

import msgspec

from app.web.redis import REDIS_ERRORS, redis

SLOW_MS = (10, 25, 50, 100, 200, 400, 800, 1600)
"""Upper ends of the latency bins, in ms. A longer latency counts as twice the last end."""
KEEP_SECONDS = 30
WINDOW_SECONDS = 10
"""KEEP_SECONDS: how long Redis keeps a counter. WINDOW_SECONDS: how many past seconds a reader sums up."""
OUTCOMES = ("held", "taken", "contested")
"""Outcomes counted under their own name. Every other refusal (such as too many seats) counts as `refused`."""


class ClickMetrics(msgspec.Struct, frozen=True):
    """Hold requests of the last ten seconds, summed over all web processes.

    `p95_ms`: 95th percentile of their latency, rounded up to the end of its bin. `denied`: requests whose seats another
    fan got. `shed`: requests of shoppers refused by load shedding."""

    clicks: int = 0
    p95_ms: float = 0.0
    denied: int = 0
    shed: int = 0


class MetricsBuffer:
    """The counts of this process that are not in Redis yet."""

    def __init__(self) -> None:
        self._pending: dict[str, int] = {}
        self._flush_task: asyncio.Task[None] | None = None

    def add(self, counter: str) -> None:
        """Add one to a counter. Never waits, never raises."""
        self._pending[counter] = self._pending.get(counter, 0) + 1
        if (
            self._flush_task is None
            or self._flush_task.done()
            or self._flush_task.get_loop() is not asyncio.get_running_loop()
        ):
            self._flush_task = asyncio.create_task(self._flush_later())

    async def flush(self) -> None:
        """Add the counts to this second's counters in Redis; drop them if Redis does not answer."""
        counts, self._pending = self._pending, {}
        key = _key(int(time.time()))
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                for name, count in counts.items():
                    pipeline.hincrby(key, name, count)
                pipeline.expire(key, KEEP_SECONDS)
                await pipeline.execute()
        except REDIS_ERRORS:
            return

    async def _flush_later(self) -> None:
        await asyncio.sleep(1.0)
        await self.flush()


metrics_buffer = MetricsBuffer()


def count_hold(started: float, outcome: str) -> None:
    """Count one hold request. `started`: time.perf_counter() at its start; `outcome`: see OUTCOMES."""
    took = (time.perf_counter() - started) * 1000
    metrics_buffer.add(f"ms:{next((end for end in SLOW_MS if took <= end), 2 * SLOW_MS[-1])}")
    metrics_buffer.add(outcome if outcome in OUTCOMES else "refused")


def count_shed_request() -> None:
    """Count one request refused by load shedding."""
    metrics_buffer.add("shed")


async def read_click_metrics() -> ClickMetrics | None:
    """Read the metrics of the last ten seconds; None if Redis does not answer."""
    now = int(time.time())
    try:
        async with redis().pipeline(transaction=False) as pipeline:
            for second in range(now - WINDOW_SECONDS, now + 1):
                pipeline.hgetall(_key(second))
            seconds: list[dict[bytes, bytes]] = await pipeline.execute()
    except REDIS_ERRORS:
        return None
    total: dict[str, int] = {}
    for counts in seconds:
        for name, count in counts.items():
            total[name.decode()] = total.get(name.decode(), 0) + int(count)
    return summarize_counts(total)


def summarize_counts(total: dict[str, int]) -> ClickMetrics:
    """Compute the metrics. `total`: counter name → its sum."""
    bins = sorted((float(name[3:]), count) for name, count in total.items() if name.startswith("ms:"))
    clicks = sum(count for _, count in bins)
    below, p95 = 0, 0.0
    for end, count in bins:
        below += count
        if below > 0.95 * clicks:
            p95 = end
            break
    denied = total.get("taken", 0) + total.get("contested", 0)
    return ClickMetrics(clicks, p95, denied, total.get("shed", 0))


def _key(second: int) -> str:
    return f"pulse:{second}"
