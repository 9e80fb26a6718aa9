"""The probe of a web process: samples its pressure twenty times a second, and publishes it once a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from app.web.load.event_loop import LoopUse, read_loop_use, share_between
from app.web.load.pressure import Pressure
from db.connection_waits import connection_waits

SAMPLE_SECONDS = 0.05
PUBLISH_SECONDS = 1.0
Publish = Callable[[float, float], Awaitable[None]]


class Probe:
    """Timers that feed `pressure`. `publish(use, delay)` is called once a second with the share of the second in which
    the event loop was busy, and the mean delay of a request in seconds; without it nothing is published.

    A request is delayed by the event loop, by the wait for a connection, or by what is in progress before it: the
    longest of the three."""

    def __init__(self, pressure: Pressure, publish: Publish | None = None) -> None:
        self.pressure, self._publish = pressure, publish
        self._due = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self._publishing: asyncio.Task[None] | None = None
        self._delays: list[float] = []
        self._last: LoopUse = LoopUse(0.0, 0.0, 0.0)
        self._metered = 0.0

    def start(self) -> None:
        """Start the timers in the running event loop."""
        self._last, self._metered = read_loop_use(), self.pressure.meter.metered_seconds
        self._schedule(asyncio.get_running_loop())

    def stop(self) -> None:
        """Stop the timers."""
        if self.timer is not None:
            self.timer.cancel()
        if self._publishing is not None:
            self._publishing.cancel()

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = time.monotonic() + SAMPLE_SECONDS
        self.timer = loop.call_later(SAMPLE_SECONDS, self._sample, loop)

    def _sample(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.monotonic()
        self.pressure.observe(max(0.0, now - self._due), connection_waits.take_shortest(now), now)
        reading = self.pressure.read()
        self._delays.append(max(reading.delay, reading.wait, reading.drain))
        if now - self._last.at >= PUBLISH_SECONDS:
            self._summarize()
        self._schedule(loop)

    def _summarize(self) -> None:
        """Learn from the past second, and publish it."""
        last, self._last = self._last, read_loop_use()
        metered, self._metered = self._metered, self.pressure.meter.metered_seconds
        ran, busy = self._last.ran - last.ran, self._last.busy - last.busy
        self.pressure.learn_overhead(ran, busy, self._metered - metered)
        delay, self._delays = sum(self._delays) / len(self._delays), []
        if self._publish is not None and (self._publishing is None or self._publishing.done()):
            self._publishing = asyncio.ensure_future(self._publish(share_between(last, self._last), delay))
