"""Logs the work of each consumer every ten seconds; its lag is the number to watch."""

import time
from datetime import datetime

from realtime.logs import log

LOG_INTERVAL = 10.0
LAG_ALARM = 1.0
"""Seconds of lag from which the log line is a warning."""


class ConsumerMetrics:
    """Collects the counts of one consumer between two log lines. Seconds here, milliseconds in the log."""

    def __init__(self, consumer: str) -> None:
        self.consumer = consumer
        self._begin()

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._batches = self._facts = 0
        self._lag = self._took = 0.0

    def add(self, facts: int, oldest: datetime | None, now: datetime, took: float) -> None:
        """Add a turn that handled `facts` in `took` seconds. `oldest`: when the first fact of it was written; `now`:
        the time of the database when the turn began."""
        self._facts += facts
        if facts:
            self._batches += 1
            self._took = max(self._took, took)
        if oldest is not None:
            self._lag = max(self._lag, (now - oldest).total_seconds() + took)
        if time.monotonic() - self._since >= LOG_INTERVAL:
            self._log()
            self._begin()

    def _log(self) -> None:
        """Write the line, unless nothing was handled and nothing is late."""
        numbers = {
            "consumer": self.consumer,
            "facts": self._facts,
            "batches": self._batches,
            "lag_ms": round(self._lag * 1000, 1),
            "batch_ms": round(self._took * 1000, 1),
        }
        if self._lag > LAG_ALARM:
            log.warning("a consumer lags", **numbers)
        elif self._facts:
            log.info("consumed", **numbers)
