"""How the relay is doing, in one line now and then: its lag is the number to watch."""

import time

from app.logs import log
from workers.relay.journal_reader import Window

EVERY = 10.0
ALARM = 1.0
"""Seconds of lag worth waking somebody for."""


class Report:
    """Counts between two lines. Milliseconds in the log, seconds inside."""

    def __init__(self) -> None:
        self.rebuilt = 0
        self._begin()

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._looks = self._facts = self.rebuilt = 0
        self._lag = self._took = self._waiting = 0.0

    def add(self, window: Window, took: float) -> None:
        """One look at the journal, and how long it took."""
        self._looks += 1
        self._facts += window.facts
        self._took = max(self._took, took)
        if window.lag is not None:
            self._lag = max(self._lag, window.lag.total_seconds() + took)
        if window.waiting is not None:
            self._waiting = max(self._waiting, window.waiting.total_seconds())
        if time.monotonic() - self._since >= EVERY:
            self._say()
            self._begin()

    def _say(self) -> None:
        """Quiet when there was nothing to tell."""
        numbers = {
            "looks": self._looks,
            "facts": self._facts,
            "rebuilt": self.rebuilt,
            "lag_ms": round(self._lag * 1000, 1),
            "held_back_ms": round(self._waiting * 1000, 1),
            "look_ms": round(self._took * 1000, 1),
        }
        if max(self._lag, self._waiting) > ALARM:
            log.warning("the relay lags", **numbers)
        elif self._facts or self.rebuilt:
            log.info("relayed", **numbers)
