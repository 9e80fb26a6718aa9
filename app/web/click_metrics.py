"""How the house feels: each web process notes its clicks on seats and tells Redis once a second; a worker reads it.

Losing it is harmless: whoever reads nothing knows nothing, and does not accelerate."""

import asyncio
import time

import msgspec

from app.web.redis import REDIS_ERRORS, redis

SLOW_MS = (10, 25, 50, 100, 200, 400, 800, 1600)
"""The ends of the bins a click's time is counted in; beyond the last: too long."""
KEEP_SECONDS = 30
WINDOW_SECONDS = 10
"""Seconds a second is kept, and seconds that are looked back."""
OUTCOMES = ("held", "taken", "contested")
"""What a click may come to; all else is the fan's own matter, and counts as `refused`."""


class ClickMetrics(msgspec.Struct, frozen=True):
    """The last ten seconds of all web processes. `p95_ms`: one click of twenty took as long or longer, to the end
    of its bin. `denied`: clicks that lost to somebody else. `shed`: requests of shoppers that were
    refused because there were too many."""

    clicks: int = 0
    p95_ms: float = 0.0
    denied: int = 0
    shed: int = 0


class MetricsBuffer:
    """What this process has noted and not told yet."""

    def __init__(self) -> None:
        self._pending: dict[str, int] = {}
        self._flush_task: asyncio.Task[None] | None = None

    def add(self, counter: str) -> None:
        """Counts one; never waits, never raises."""
        self._pending[counter] = self._pending.get(counter, 0) + 1
        if (
            self._flush_task is None
            or self._flush_task.done()
            or self._flush_task.get_loop() is not asyncio.get_running_loop()
        ):
            self._flush_task = asyncio.create_task(self._flush_later())

    async def flush(self) -> None:
        """To Redis, into this very second. Without Redis it is forgotten."""
        told, self._pending = self._pending, {}
        key = _key(int(time.time()))
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                for what, count in told.items():
                    pipeline.hincrby(key, what, count)
                pipeline.expire(key, KEEP_SECONDS)
                await pipeline.execute()
        except REDIS_ERRORS:
            return

    async def _flush_later(self) -> None:
        await asyncio.sleep(1.0)
        await self.flush()


metrics_buffer = MetricsBuffer()


def count_hold(started: float, outcome: str) -> None:
    """A click on seats that began at time.perf_counter() `began` came to this."""
    took = (time.perf_counter() - started) * 1000
    metrics_buffer.add(f"ms:{next((end for end in SLOW_MS if took <= end), 2 * SLOW_MS[-1])}")
    metrics_buffer.add(outcome if outcome in OUTCOMES else "refused")


def count_shed_request() -> None:
    """A request was turned away before any work was done: the house has as much as it can take."""
    metrics_buffer.add("shed")


async def read_click_metrics() -> ClickMetrics | None:
    """None where Redis does not answer: nobody can say."""
    now = int(time.time())
    try:
        async with redis().pipeline(transaction=False) as pipeline:
            for second in range(now - WINDOW_SECONDS, now + 1):
                pipeline.hgetall(_key(second))
            found: list[dict[bytes, bytes]] = await pipeline.execute()
    except REDIS_ERRORS:
        return None
    total: dict[str, int] = {}
    for counts in found:
        for what, count in counts.items():
            total[what.decode()] = total.get(what.decode(), 0) + int(count)
    return summarize_counts(total)


def summarize_counts(total: dict[str, int]) -> ClickMetrics:
    """From the counts of all processes."""
    bins = sorted((float(what[3:]), count) for what, count in total.items() if what.startswith("ms:"))
    clicks = sum(count for _, count in bins)
    seen, p95 = 0, 0.0
    for end, count in bins:
        seen += count
        if seen > 0.95 * clicks:
            p95 = end
            break
    denied = total.get("taken", 0) + total.get("contested", 0)
    return ClickMetrics(clicks, p95, denied, total.get("shed", 0))


def _key(second: int) -> str:
    return f"pulse:{second}"
