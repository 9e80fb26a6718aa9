"""What happens to a fact that a consumer could not handle: it is tried again, then put aside or waited for by staff."""

from db.pool import execute, fetch_row
from realtime.logs import log
from workers.consumers.consumer import Consumer, JournalFact
from workers.consumers.running.consumer_row import ConsumerRow
from workers.consumers.running.errors import LeaseLost, error_text

MOST_TRIES = 8
LONGEST_WAIT = 60.0
FAILED = "a fact failed"
"""The beginning of `why_stopped` where a fact failed too often."""
# $6: seconds until the next try
NOTE_SQL = """
    UPDATE consumer SET tries = tries + 1, error = $5, retry_at = now() + make_interval(secs => $6)
    WHERE name = $1 AND owner = $2 AND (xid, id) = ($3, $4)
"""
STOP_SQL = """
    UPDATE consumer SET tries = $5, error = $6, retry_at = NULL, state = 'stopped', why_stopped = $7,
        owner = NULL, leased_until = NULL
    WHERE name = $1 AND owner = $2 AND (xid, id) = ($3, $4)
"""
PARK_SQL = """
    WITH moved AS (
        UPDATE consumer SET xid = $5, id = $6, at = $7, tries = 0, retry_at = NULL, error = ''
        WHERE name = $1 AND owner = $2 AND (xid, id) = ($3, $4) RETURNING name
    )
    INSERT INTO dead_letter (consumer, at, xid, id, error, tries) SELECT name, $7, $5, $6, $8, $9 FROM moved
    ON CONFLICT (consumer, xid, id) DO UPDATE SET error = excluded.error, tries = excluded.tries, parked_at = now()
    RETURNING consumer
"""


def wait_before_try(tries: int) -> float:
    """Return the seconds between the failure number `tries` and the next try: 1, 2, 4, … 60."""
    return min(2.0 ** (tries - 1), LONGEST_WAIT)


async def note_failure(
    consumer: Consumer, owner: str, row: ConsumerRow, fact: JournalFact, error: BaseException
) -> None:
    """Count a failed try of the fact that follows `row`: it is tried again, or after MOST_TRIES put aside, or the
    consumer stops. Raises LeaseLost."""
    tries, text = row.tries + 1, error_text(error)
    facts = {"consumer": consumer.name, "xid": fact.xid, "id": fact.id, "topic": fact.topic, "tries": tries}
    if tries < MOST_TRIES:
        wait = wait_before_try(tries)
        await _require(await execute(NOTE_SQL, consumer.name, owner, row.xid, row.id, text, wait))
        log.warning("fact_failed", **facts, problem=text, next_try_s=wait, exc_info=error)
    elif consumer.parks:
        parked = await fetch_row(
            PARK_SQL, consumer.name, owner, row.xid, row.id, fact.xid, fact.id, fact.at, text, tries
        )
        await _require(parked)
        log.error("fact_parked", **facts, problem=text)
    else:
        why = f"{FAILED} {tries} times: fact {fact.id}, {fact.topic}: {text}"
        await _require(await execute(STOP_SQL, consumer.name, owner, row.xid, row.id, tries, text, why))
        log.error("consumer_stopped", **facts, why=why)


async def _require(changed: object) -> None:
    if not changed:
        raise LeaseLost
