"""The list of consumers for staff."""

from datetime import UTC, datetime

import msgspec

from db.pool import fetch
from workers.consumers.registry import CONSUMERS

COUNT_LIMIT = 10_000
# `facts`: those after the cursor, counted up to the limit $1. `seconds`: the age of the oldest of them.
LIST_SQL = """
    SELECT c.name, c.state, c.why_stopped, c.owner, c.tries, c.error, c.as_of,
           (SELECT count(*) FROM (
               SELECT FROM journal j WHERE (j.xid, j.id) > (c.xid, c.id) ORDER BY j.xid, j.id LIMIT $1) ahead) AS facts,
           coalesce(extract(epoch FROM now() - (
               SELECT j.at FROM journal j WHERE (j.xid, j.id) > (c.xid, c.id) ORDER BY j.xid, j.id LIMIT 1
           )), 0)::float8 AS seconds,
           (SELECT count(*) FROM dead_letter d WHERE d.consumer = c.name) AS dead_letters
    FROM consumer c ORDER BY c.name
"""
HEADS = ("consumer", "state", "lag", "facts", "as of", "owner", "dead letters", "problem")
NONE = "-"


class ConsumerLine(msgspec.Struct, frozen=True):
    """A consumer as the list shows it. `facts`: how many it has not handled, at most COUNT_LIMIT; `seconds`: the age
    of the oldest of them."""

    name: str
    state: str
    why_stopped: str = ""
    owner: str | None = None
    tries: int = 0
    error: str = ""
    as_of: datetime | None = None
    facts: int = 0
    seconds: float = 0.0
    dead_letters: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The texts of its columns, as in HEADS."""
        return (
            self.name,
            self.state,
            duration(self.seconds) if self.facts else NONE,
            f"{COUNT_LIMIT}+" if self.facts >= COUNT_LIMIT else str(self.facts),
            f"{self.as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if self.as_of else NONE,
            self.owner or NONE,
            str(self.dead_letters),
            self._problem,
        )

    @property
    def _problem(self) -> str:
        if self.why_stopped:
            return f"stopped: {self.why_stopped}"
        return f"failed {self.tries}x: {self.error}" if self.tries else NONE


def duration(seconds: float) -> str:
    """Write a time in its largest unit: "0.4 s", "12 min", "3 h", "5 d"."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.1f} s"


async def list_consumers() -> list[ConsumerLine]:
    """Return the consumers that have a row, and those of this release that no worker has run yet, by name."""
    lines = [ConsumerLine(**row) for row in await fetch(LIST_SQL, COUNT_LIMIT)]
    known = {line.name for line in lines}
    lines += [ConsumerLine(consumer.name, "new") for consumer in CONSUMERS if consumer.name not in known]
    return sorted(lines, key=lambda line: line.name)


def aligned(lines: list[ConsumerLine]) -> list[str]:
    """Return the list as text: a head, then a line for each consumer."""
    rows = [HEADS, *(line.columns for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
