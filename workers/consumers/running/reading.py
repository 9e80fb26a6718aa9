"""Reads what a consumer handles next, in one snapshot."""

from datetime import datetime, timedelta

import msgspec

from app.crash_points import crash_point
from db.journal import TOPICS
from db.pool import Connection
from realtime.logs import log
from workers.consumers.consumer import Batch, Consumer, JournalFact
from workers.consumers.running.consumer_row import ConsumerRow, read_consumer_row
from workers.consumers.running.errors import BeyondHorizon
from workers.consumers.running.fitting import first_that_fit, whole_transactions
from workers.consumers.running.journal_facts import read_ahead, read_final
from workers.consumers.running.pruning import Pruning

READ_AT_LEAST = 500
"""Facts that are read at once by a consumer that wants only some topics."""
AHEAD_LIMIT = 1000
"""Most facts that are not final in a batch. If there are more, `as_of` does not move."""
MARK_INTERVAL = timedelta(seconds=1)
"""Time between two moves of `as_of` while there is nothing to handle."""
RETRY_WAIT_LIMIT = timedelta(seconds=60)
SINCE_EVER = datetime.min  # for asyncpg this is -infinity
_unknown_topics: set[str] = set()  # those that were logged


class Reading(msgspec.Struct, frozen=True):
    """What is to be done next. `found`: the final facts that were read, of any topic.

    `batch`: those of them that the consumer wants, and facts that are not final. `as_of`: the instant up to which all
    is handled after this batch; None if some facts remain. `more`: there are more facts than fitted. `retry_in`: the
    next fact has failed, and nothing is read until this time is over."""

    row: ConsumerRow
    found: list[JournalFact]
    batch: Batch
    as_of: datetime | None = None
    more: bool = False
    retry_in: timedelta | None = None

    @property
    def last(self) -> JournalFact | None:
        """The last final fact that was read; None if there was none."""
        return self.found[-1] if self.found else None

    @property
    def is_due(self) -> bool:
        """Whether there is something to handle."""
        return bool(self.batch.facts or self.batch.ahead)

    @property
    def is_mark_due(self) -> bool:
        """Whether `as_of` has not moved for a second."""
        before, now = self.row.as_of, self.row.now
        return before is None or not before <= now < before + MARK_INTERVAL


def waiting_time(row: ConsumerRow) -> timedelta | None:
    """Return how long the next fact, which has failed, still waits; None if it is due."""
    if not row.tries or row.retry_at is None:
        return None
    left = row.retry_at - row.now
    return left if timedelta(0) < left <= RETRY_WAIT_LIMIT else None  # more: the clock was set back


async def read_next(
    connection: Connection,
    consumer: Consumer,
    owner: str,
    pruning: Pruning,
    size: int,
    *,
    one_by_one: bool,
    ahead_alone: bool,
) -> Reading:
    """Read the next facts of a consumer: as many as weigh at most `size`, or only the next one if that has failed.

    `one_by_one`: only the next one, of any topic. `ahead_alone`: facts that are not final may come without others.
    Raises LeaseLost, BeyondHorizon."""
    row = await read_consumer_row(connection, consumer.name, owner, prunes=pruning.on)
    if row.xid >= row.horizon:
        raise BeyondHorizon
    if left := waiting_time(row):
        return Reading(row, [], Batch([], [], row.generation), retry_in=left)
    since = row.since if pruning.is_allowed_at(row.now) else SINCE_EVER
    one_by_one = one_by_one or row.tries > 0
    limit = 1 if one_by_one else size if consumer.topics is None else max(size, READ_AT_LEAST)
    found = await read_final(connection, row.xid, row.id, since, limit)
    if not (more := len(found) == limit):
        pruning.caught_up()
    if not one_by_one:
        fitting = first_that_fit(found, size, consumer.topics)
        more = more or len(fitting) < len(found)
        found = whole_transactions(fitting) if more else fitting
    facts = wanted(consumer, found)
    ahead: list[JournalFact] = []
    as_of = None if more else row.now if row.ahead_since is None else _as_of_final_facts(row, row.ahead_since)
    if as_of is not None and row.ahead_since is not None and consumer.sees_ahead:
        if not one_by_one and (facts or ahead_alone):
            ahead, as_of, more = await _read_ahead(connection, row, since, size)
        else:
            as_of = None
    crash_point("consumer.after_read")
    return Reading(row, found, Batch(facts, wanted(consumer, ahead), row.generation), as_of, more)


def _as_of_final_facts(row: ConsumerRow, ahead_since: datetime) -> datetime:
    """Return the instant up to which all is final: what is not was committed after its transaction began, and after
    the instant that was found before."""
    before = row.as_of if row.as_of is not None and row.as_of <= row.now else ahead_since
    return min(max(ahead_since, before), row.now)


async def _read_ahead(
    connection: Connection, row: ConsumerRow, since: datetime, size: int
) -> tuple[list[JournalFact], datetime | None, bool]:
    """Read facts that are not final; return them, the instant up to which all is then handled, and whether some remain.

    In part they are no state that there ever was, but nearer to it."""
    limit = min(size, AHEAD_LIMIT)
    read = await read_ahead(connection, since, limit + 1)
    ahead = first_that_fit(read, limit)
    remain = len(ahead) < len(read)
    return ahead, None if remain else row.now, remain


def wanted(consumer: Consumer, facts: list[JournalFact]) -> list[JournalFact]:
    """Return the facts of the consumer's topics. Unknown topics are logged once."""
    if consumer.topics is not None:
        return [fact for fact in facts if fact.topic in consumer.topics]
    for topic in {fact.topic for fact in facts} - TOPICS - _unknown_topics:
        _unknown_topics.add(topic)
        log.warning("unknown_topic", topic=topic)
    return facts
