"""Logs the state of the relay every ten seconds; its lag is the number to watch."""

import time

from realtime.logs import log
from workers.relay.journal_reader import Window

LOG_INTERVAL = 10.0
LAG_ALARM = 1.0
"""Seconds of lag from which the log line is a warning."""


class RelayMetrics:
    """Collects the counts between two log lines. Seconds here, milliseconds in the log."""

    def __init__(self) -> None:
        self.rebuilt_maps = 0
        self._begin()

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._looks = self._facts = self.rebuilt_maps = 0
        self._lag = self._took = self._waiting = 0.0

    def add(self, window: Window, took: float) -> None:
        """Add one read of the journal that took `took` seconds."""
        self._looks += 1
        self._facts += window.facts
        self._took = max(self._took, took)
        if window.lag is not None:
            self._lag = max(self._lag, window.lag.total_seconds() + took)
        if window.oldest_held_back is not None:
            self._waiting = max(self._waiting, window.oldest_held_back.total_seconds())
        if time.monotonic() - self._since >= LOG_INTERVAL:
            self._log()
            self._begin()

    def _log(self) -> None:
        """Write the line, unless nothing was published and nothing is late."""
        numbers = {
            "looks": self._looks,
            "facts": self._facts,
            "rebuilt": self.rebuilt_maps,
            "lag_ms": round(self._lag * 1000, 1),
            "held_back_ms": round(self._waiting * 1000, 1),
            "look_ms": round(self._took * 1000, 1),
        }
        if max(self._lag, self._waiting) > LAG_ALARM:
            log.warning("the relay lags", **numbers)
        elif self._facts or self.rebuilt_maps:
            log.info("relayed", **numbers)
