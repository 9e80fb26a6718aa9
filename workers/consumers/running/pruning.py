"""Decides when a consumer's reads may leave out old months of the journal: not after the clock was set back."""

from datetime import datetime

from realtime.logs import log


class Pruning:
    """Whether old months may be left out. `on`: a read without that has found the end of the journal since this
    worker took the lease, and since the database's clock was last set back."""

    def __init__(self, consumer: str) -> None:
        self.consumer = consumer
        self.on = False
        self._last_now: datetime | None = None

    def begin(self) -> None:
        """Read everything once: this worker took the lease, and does not know what the clock did before."""
        self.on = False

    def is_allowed_at(self, now: datetime) -> bool:
        """Tell whether a read at this time of the database's clock may leave out old months."""
        if self._last_now is not None and now < self._last_now:
            self.on = False
            seconds = round((self._last_now - now).total_seconds(), 3)
            log.warning("clock_set_back", consumer=self.consumer, seconds=seconds)
        self._last_now = now
        return self.on

    def caught_up(self) -> None:
        """Note that a read found fewer facts than it asked for."""
        self.on = True
