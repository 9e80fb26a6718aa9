"""One look a second over all connections of a process: ends those that break a limit of time or of unsent bytes."""

import asyncio
from collections import Counter
from typing import Protocol

from app.web.connections.limits import ConnectionLimits
from realtime.logs import log

INTERVAL = 1.0
LOG_INTERVAL = 10.0
"""Seconds. Under an attack there is one log line in this time, with counts."""


class SweptConnection(Protocol):
    """What the sweep needs of a connection."""

    patience: float
    """Seconds for which the client may go on reading too slowly."""

    def pass_time(self, seconds: float) -> str:
        """Let this time pass and return the limit that is exceeded by it; "" if none."""

    def unsent(self) -> int:
        """Return the bytes that wait for the client."""

    def end(self, limit: str) -> None:
        """End the connection because of this limit."""


class ConnectionSweep:
    """Looks over `connections` once a second while there are any, and logs how many were ended by which limit."""

    def __init__(self, connections: set[SweptConnection], limits: ConnectionLimits) -> None:
        self.connections, self.limits = connections, limits
        self.counts: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None
        self._since_log = LOG_INTERVAL

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Go on looking from now on, if it does not do so already."""
        if self._timer is None:
            self._timer = loop.call_later(INTERVAL, self._run, loop)

    def look(self, seconds: float = INTERVAL) -> None:
        """Look at each connection once, `seconds` after the last look."""
        for connection in tuple(self.connections):
            if limit := connection.pass_time(seconds):
                connection.end(limit)
        self._cut_off_slowest()
        self._since_log += seconds
        if self.counts and self._since_log >= LOG_INTERVAL:
            log.warning("connections_ended", **self.counts)
            self.counts.clear()
            self._since_log = 0.0

    def _cut_off_slowest(self) -> None:
        unsent = {connection: connection.unsent() for connection in self.connections}
        total = sum(unsent.values())
        if total <= self.limits.unsent_bytes:
            return
        for connection in sorted(unsent, key=lambda one: (one.patience, -unsent[one])):
            connection.end("unsent_of_process")
            total -= unsent[connection]
            if total <= self.limits.unsent_bytes:
                return

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self.look()
        if self.connections or self.counts:
            self.start(loop)
