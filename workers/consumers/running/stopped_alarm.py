"""Logs every minute that a consumer is stopped, unless staff stopped it."""

import time

from db.pool import fetch_value
from realtime.logs import log

ALARM_INTERVAL = 60.0
STOPPED_BY_STAFF = "by staff"
"""`why_stopped` of a consumer that staff stopped."""
WHY_SQL = "SELECT why_stopped FROM consumer WHERE name = $1 AND state = 'stopped' AND why_stopped <> $2"


class StoppedAlarm:
    """The alarm about one consumer, in each worker that stands by."""

    def __init__(self, consumer: str) -> None:
        self.consumer = consumer
        self._looked_at = time.monotonic()  # what has stopped it was logged when it stopped

    async def check(self) -> None:
        """Log it if the consumer is stopped; looks once a minute."""
        if time.monotonic() - self._looked_at < ALARM_INTERVAL:
            return
        self._looked_at = time.monotonic()
        if why := await fetch_value(WHY_SQL, self.consumer, STOPPED_BY_STAFF):
            log.error("consumer_is_stopped", consumer=self.consumer, why=why)
