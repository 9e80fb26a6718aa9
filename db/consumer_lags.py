"""How far each consumer of the journal is behind."""

import msgspec

from db.pool import fetch

# One probe of an index per consumer. A cursor beyond the journal has nothing to do.
LAGS_SQL = """
    SELECT c.name, c.state, coalesce(extract(epoch FROM now() - (
        SELECT j.at FROM journal j WHERE (j.xid, j.id) > (c.xid, c.id) ORDER BY j.xid, j.id LIMIT 1
    )), 0)::float8 AS seconds FROM consumer c ORDER BY c.name
"""
LATE_SECONDS = 1.0
"""Seconds from which a consumer counts as behind."""


class ConsumerLag(msgspec.Struct, frozen=True):
    """A consumer and the age, in seconds, of the first fact that it has not handled; 0 if there is none."""

    name: str
    state: str
    seconds: float

    @property
    def summary(self) -> str:
        """ "ready", "stopped" or how far it is behind, such as "12 s behind"."""
        if self.state != "running":
            return self.state
        return "ready" if self.seconds < LATE_SECONDS else f"{round(self.seconds)} s behind"


async def read_consumer_lags() -> list[ConsumerLag]:
    """Return the lag of each consumer, by name."""
    return [ConsumerLag(**row) for row in await fetch(LAGS_SQL)]
