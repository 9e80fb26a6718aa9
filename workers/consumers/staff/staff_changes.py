"""What staff do with a consumer: stop, start, retry and skip."""

import msgspec

from app.errors import AisleError, NotFound
from app.language.messages import Items, message
from db.pool import execute, fetch, fetch_row, fetch_value
from workers.consumers.registry import CONSUMERS
from workers.consumers.running.failures import FAILED
from workers.consumers.running.stopped_alarm import STOPPED_BY_STAFF

NAMES_SQL = "SELECT name FROM consumer"
STOP_SQL = """
    INSERT INTO consumer (name, state, why_stopped) VALUES ($1, 'stopped', $2)
    ON CONFLICT (name) DO UPDATE SET state = 'stopped', owner = NULL, leased_until = NULL,
        why_stopped = CASE WHEN consumer.state = 'stopped' THEN consumer.why_stopped ELSE $2 END
    RETURNING why_stopped
"""
START_SQL = """
    INSERT INTO consumer (name) VALUES ($1)
    ON CONFLICT (name) DO UPDATE SET state = 'running', why_stopped = '', tries = 0, retry_at = NULL, error = ''
"""
# A worker takes up dead letters without tries.
RETRY_SQL = """
    WITH running AS (
        UPDATE consumer SET state = 'running', why_stopped = '', retry_at = NULL WHERE name = $1
    ), due AS (UPDATE dead_letter SET tries = 0 WHERE consumer = $1 RETURNING id)
    SELECT count(*) FROM due
"""
# Puts the fact that fails into dead_letter and moves the cursor past it, unless a worker has moved the cursor since.
# The worker that has the lease loses it, and reads the row again when it takes it again.
SKIP_SQL = """
    WITH failing AS (
        SELECT c.name, c.xid AS cursor_xid, c.id AS cursor_id, c.error, c.tries, fact.xid, fact.id, fact.at, fact.topic
        FROM consumer c CROSS JOIN LATERAL (
            SELECT xid, id, at, topic FROM journal j
            WHERE (j.xid, j.id) > (c.xid, c.id) AND j.xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY j.xid, j.id LIMIT 1
        ) fact WHERE c.name = $1 AND c.tries > 0
    ), moved AS (
        UPDATE consumer c SET xid = f.xid, id = f.id, at = f.at, tries = 0, retry_at = NULL, error = '',
            owner = NULL, leased_until = NULL,
            state = CASE WHEN starts_with(c.why_stopped, $2) THEN 'running' ELSE c.state END,
            why_stopped = CASE WHEN starts_with(c.why_stopped, $2) THEN '' ELSE c.why_stopped END
        FROM failing f
        WHERE c.name = f.name AND (c.xid, c.id) = (f.cursor_xid, f.cursor_id) AND c.tries > 0 RETURNING c.name
    ), parked AS (
        INSERT INTO dead_letter (consumer, at, xid, id, error, tries)
        SELECT f.name, f.at, f.xid, f.id, f.error, f.tries FROM failing f JOIN moved USING (name)
        ON CONFLICT (consumer, xid, id) DO UPDATE SET error = excluded.error, tries = excluded.tries
        RETURNING id
    )
    SELECT f.xid, f.id, f.topic, f.error FROM failing f JOIN parked USING (id)
"""


class NoSuchConsumer(NotFound):
    """404. There is no consumer of this name."""

    title = message("There is no such consumer")


class NothingToSkip(AisleError):
    """409. The consumer has no fact that fails."""

    status = 409
    code = "nothing_to_skip"
    title = message("Nothing to skip")


async def names() -> list[str]:
    """Return the names of the consumers of this release, and of those that have a row."""
    return sorted({consumer.name for consumer in CONSUMERS} | {row["name"] for row in await fetch(NAMES_SQL)})


async def require_consumer(name: str) -> None:
    """Raise NoSuchConsumer unless there is a consumer of this name."""
    known = await names()
    if name not in known:
        raise NoSuchConsumer(
            message("There is no consumer {name}. There are: {names}.", name=name, names=Items(tuple(known)))
            if known
            else message("There is no consumer {name}: this release has none.", name=name)
        )


async def stop_consumer(name: str) -> str:
    """Stop a consumer before its next batch; return why it is stopped. Raises NoSuchConsumer."""
    await require_consumer(name)
    why: str = await fetch_value(STOP_SQL, name, STOPPED_BY_STAFF)
    return why


async def start_consumer(name: str) -> None:
    """Let a consumer run; a fact that has failed gets all its tries anew. Raises NoSuchConsumer."""
    await require_consumer(name)
    await execute(START_SQL, name)


async def retry_consumer(name: str) -> int:
    """Let a consumer try its next fact now, and each of its dead letters once more; return how many of these there are.

    Raises NoSuchConsumer."""
    await require_consumer(name)
    dead_letters: int = await fetch_value(RETRY_SQL, name)
    return dead_letters


class SkippedFact(msgspec.Struct, frozen=True):
    """A fact that was put into dead_letter, and why it failed."""

    xid: int
    id: int
    topic: str
    error: str


async def skip_failing_fact(name: str) -> SkippedFact:
    """Put the fact that fails into dead_letter and let the consumer go on behind it.

    Raises NoSuchConsumer, and NothingToSkip when no fact has failed, or none fails any longer."""
    await require_consumer(name)
    row = await fetch_row(SKIP_SQL, name, FAILED)
    if row is None:
        raise NothingToSkip(message("No fact of the consumer {name} has failed. Nothing was changed.", name=name))
    return SkippedFact(**row)
