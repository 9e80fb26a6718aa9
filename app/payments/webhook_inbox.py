"""The inbox of payment events: each is stored once, then tried by a worker until it is handled.

Events may arrive in any order and any number of times: a second delivery finds the row of the first."""

import asyncpg

from app.payments.provider import PaymentEvent
from db import pool
from db.pool import Connection, rows_changed

PROVIDER = "stripe"
STUCK_AFTER_TRIES = 5
"""Tries (about two minutes) after which staff see the event in their list. Tries go on, less and less often."""

# leaves out client_secret, which is enough to pay, and last_payment_error, which is personal data
STORE = """
    INSERT INTO inbox (provider, event_id, kind, about, payload)
    VALUES ($1, $2, $3, $4, $5::jsonb #- '{data,object,client_secret}' #- '{data,object,last_payment_error}')
    ON CONFLICT (provider, event_id) DO NOTHING
"""


async def store_event(event: PaymentEvent, payload: str) -> bool:
    """Store the event durably; True if it was new. `payload`: its JSON, as evidence; "{}" if no column can hold it."""
    row = PROVIDER, event.event_id, event.kind, event.object_id
    try:
        return await pool.execute(STORE, *row, payload) == 1
    except asyncpg.DataError:
        return await pool.execute(STORE, *row, "{}") == 1


# a lease, not a lock: it ends after a minute, also when the worker has died
CLAIM = """
    UPDATE inbox SET tries = tries + 1, try_at = now() + interval '1 minute'
    WHERE (provider, event_id) IN (
        SELECT provider, event_id FROM inbox WHERE handled_at IS NULL AND try_at <= now()
        ORDER BY try_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING event_id, kind, about AS object_id, tries
"""


async def claim_events(max_count: int) -> list[PaymentEvent]:
    """Claim up to `max_count` events that are due, for this worker alone during the next minute."""
    return [PaymentEvent(**row) for row in await pool.fetch(CLAIM, max_count)]


HANDLED = """
    UPDATE inbox SET handled_at = clock_timestamp(), outcome = $2, trouble = ''
    WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL
"""


async def mark_handled(connection: Connection, event_id: str, outcome: str) -> bool:
    """Mark the event as handled, in the transaction of its effects: either both are committed, or neither. True if this
    call did it."""
    return rows_changed(await connection.execute(HANDLED, event_id, outcome)) == 1


FAILED = """
    UPDATE inbox SET trouble = $2, try_at = now() + make_interval(secs => least(2 ^ least(tries, 12), 3600))
    WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL
"""


async def mark_failed(event_id: str, error_text: str) -> None:
    """Schedule another try in two seconds, four, eight, … an hour. `error_text`: one line for staff."""
    await pool.execute(FAILED, event_id, error_text)
