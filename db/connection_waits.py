"""Measures how long statements wait for a connection of the pool; those of Piccolo, which requests of fans do not use,
take their connections themselves."""

import itertools
import time


class ConnectionWaits:
    """The waits of this process. A wait longer than those before it shows that the database is the bottleneck."""

    def __init__(self) -> None:
        self._waiting: dict[int, float] = {}
        self._numbers = itertools.count()
        self._shortest: float | None = None

    def begin(self) -> int:
        """Begin a wait; return its number for `end`."""
        number = next(self._numbers)
        self._waiting[number] = time.monotonic()
        return number

    def end(self, number: int) -> None:
        """End a wait, with or without a connection."""
        waited = time.monotonic() - self._waiting.pop(number)
        if self._shortest is None or waited < self._shortest:
            self._shortest = waited

    def take_shortest(self, now: float) -> float:
        """Return the shortest wait that ended since the last call, in seconds, and forget it.

        If none has ended, the age of the oldest that still lasts; 0 if there is none. `now`: time.monotonic()."""
        shortest, self._shortest = self._shortest, None
        if shortest is not None:
            return shortest
        return now - next(iter(self._waiting.values())) if self._waiting else 0.0


connection_waits = ConnectionWaits()
