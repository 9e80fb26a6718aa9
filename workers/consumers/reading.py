"""Reads what a consumer handles next, in one snapshot."""

from datetime import datetime, timedelta

import msgspec

from app.crash_points import crash_point
from db.journal import Fact
from db.pool import Connection
from realtime.logs import log
from workers.consumers.consumer import Batch, Consumer, JournalFact
from workers.consumers.errors import BeyondHorizon
from workers.consumers.journal_facts import read_ahead, read_final
from workers.consumers.place import Place, read_place
from workers.consumers.pruning import Pruning

READ_AT_LEAST = 500
"""Facts that are read at once by a consumer that wants only some topics."""
AHEAD_LIMIT = 1000
"""Facts that are not final, beyond which none of them is given."""
MARK_INTERVAL = timedelta(seconds=1)
"""Time between two moves of `as_of` while there is nothing to handle, and between two batches of facts that are not
final."""
RETRY_WAIT_LIMIT = timedelta(seconds=60)
SINCE_EVER = datetime.min  # for asyncpg this is -infinity
_unknown_topics: set[str] = set()


class Reading(msgspec.Struct, frozen=True):
    """What is to be done next. `found`: the final facts that were read, of any topic.

    `batch`: those of them that the consumer wants, and facts that are not final. `as_of`: the instant up to which all
    is handled after this batch; None if some facts remain. `more`: there are more final facts. `retry_in`: the next
    fact has failed, and nothing is read until this time is over."""

    place: Place
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
        """Whether there is something to handle now. Facts that are not final come at most once a second."""
        return bool(self.batch.facts) or (bool(self.batch.ahead) and self.is_mark_due)

    @property
    def is_mark_due(self) -> bool:
        """Whether `as_of` has not moved for a second."""
        before, now = self.place.as_of, self.place.now
        return before is None or not before <= now < before + MARK_INTERVAL


def waiting_time(place: Place) -> timedelta | None:
    """Return how long the next fact, which has failed, still waits; None if it is due."""
    if not place.tries or place.retry_at is None:
        return None
    left = place.retry_at - place.now
    return left if timedelta(0) < left <= RETRY_WAIT_LIMIT else None  # more: the clock was set back


async def read_next(
    connection: Connection,
    consumer: Consumer,
    owner: str,
    pruning: Pruning,
    size: int,
    *,
    one_by_one: bool,
    final_only: bool,
) -> Reading:
    """Read the next facts of a consumer: at most `size` that it wants, or only the next one if that has failed before.

    `one_by_one`: only the next one, of any topic. `final_only`: facts that are not final are left out. Raises LeaseLost, BeyondHorizon."""
    place = await read_place(connection, consumer.name, owner, prunes=pruning.on)
    if place.xid >= place.horizon:
        raise BeyondHorizon
    if left := waiting_time(place):
        return Reading(place, [], Batch([], [], place.generation), retry_in=left)
    since = place.since if pruning.is_allowed_at(place.now) else SINCE_EVER
    one_by_one = one_by_one or place.tries > 0
    limit = 1 if one_by_one else size if consumer.topics is None else max(size, READ_AT_LEAST)
    found = await read_final(connection, place.xid, place.id, since, limit)
    if not (more := len(found) == limit):
        pruning.caught_up()
    facts = wanted(consumer, found)
    if len(facts) > size:
        facts, more = facts[:size], True
        found = found[: found.index(facts[-1]) + 1]
    leave_out = more or one_by_one or final_only
    ahead, is_all = await _read_ahead(connection, consumer, place, since, leave_out=leave_out)
    crash_point("consumer.after_read")
    batch = Batch(facts, wanted(consumer, ahead), place.generation)
    return Reading(place, found, batch, place.now if is_all and not more else None, more)


async def _read_ahead(
    connection: Connection, consumer: Consumer, place: Place, since: datetime, *, leave_out: bool
) -> tuple[list[JournalFact], bool]:
    """Return the facts that are committed but not final, and whether these are all of them."""
    if leave_out or not place.has_ahead or not consumer.sees_ahead:
        return [], not place.has_ahead
    ahead = await read_ahead(connection, since, AHEAD_LIMIT + 1)
    return ([], False) if len(ahead) > AHEAD_LIMIT else (ahead, True)


def wanted(consumer: Consumer, facts: list[JournalFact]) -> list[JournalFact]:
    """Return the facts of the consumer's topics. Unknown topics are logged once."""
    if consumer.topics is not None:
        return [fact for fact in facts if fact.topic in consumer.topics]
    for topic in {fact.topic for fact in facts} - known_topics() - _unknown_topics:
        _unknown_topics.add(topic)
        log.warning("unknown_topic", topic=topic)
    return facts


def known_topics() -> set[str]:
    """Return the topics that this release writes."""
    return {str(kind.__struct_config__.tag) for kind in Fact.__subclasses__()}
