"""CoDel (controlled delay): tells a queue that stands from a burst that drains.

Source: K. Nichols and V. Jacobson, Controlling Queue Delay, 2012, and RFC 8289. A burst makes a delay long for a
moment; only a delay that never falls below its target for a whole interval is a standing queue."""

import math

MEMORY_INTERVALS = 8
"""For so many intervals after an overload the next one is recognized sooner (RFC 8289, section 4.3)."""


class Codel:
    """Decides from samples of a delay whether newcomers are refused. `target`, `interval`: seconds.

    Refuses after every sample of an interval was over the target, until one is not. If the overload comes back soon,
    the interval is shorter: divided by the square root of the number of times it has come back."""

    def __init__(self, target: float, interval: float) -> None:
        self.target, self.interval = target, interval
        self.refuses = False
        self._above_since: float | None = None
        self._ended_at, self._count = -math.inf, 0

    def observe(self, delay: float, now: float) -> None:
        """Add a sample. `delay`: seconds; `now`: seconds of a monotonic clock."""
        if delay < self.target:
            if self.refuses:
                self.refuses, self._ended_at = False, now
            self._above_since = None
            return
        if self._above_since is None:
            self._above_since = now
        if not self.refuses and now - self._above_since >= self._patience(now):
            self._count = self._count + 1 if self._is_recent(now) else 1
            self.refuses = True

    def _is_recent(self, now: float) -> bool:
        return now - self._ended_at < MEMORY_INTERVALS * self.interval

    def _patience(self, now: float) -> float:
        return self.interval / math.sqrt(self._count + 1) if self._is_recent(now) else self.interval
