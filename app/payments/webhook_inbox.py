"""The inbox: what the payment company told us, stored once, then handled by a worker as often as it takes.

Any order, any number of deliveries: the second of an event finds the first one's row."""

import asyncpg
import msgspec

from app.payments.provider import WebhookEvent
from db import pool
from db.pool import Connection

PROVIDER = "stripe"
STUCK_AFTER_TRIES = 5
"""Tries, about two minutes: then staff see it in their list. It is tried on, ever more rarely."""

# what opens a payment, and who paid it, is none of our memory's business
STORE = """
    INSERT INTO inbox (provider, event_id, kind, about, payload)
    VALUES ($1, $2, $3, $4, $5::jsonb #- '{data,object,client_secret}' #- '{data,object,last_payment_error}')
    ON CONFLICT (provider, event_id) DO NOTHING
"""


class StoredEvent(msgspec.Struct, frozen=True):
    """One event to handle. `object_id`: the intent or refund it speaks of. `tries`: this one included."""

    event_id: str
    kind: str
    object_id: str
    tries: int


async def store_event(event: WebhookEvent) -> bool:
    """Durable when it returns; True if it was new. A payload that no column holds is left out: only evidence."""
    row = PROVIDER, event.event_id, event.kind, event.object_id
    try:
        return await pool.execute(STORE, *row, event.payload) == 1
    except asyncpg.DataError:
        return await pool.execute(STORE, *row, "{}") == 1


# a lease, not a lock: whoever dies with it loses it after a minute
CLAIM = """
    UPDATE inbox SET tries = tries + 1, try_at = now() + interval '1 minute'
    WHERE (provider, event_id) IN (
        SELECT provider, event_id FROM inbox WHERE handled_at IS NULL AND try_at <= now()
        ORDER BY try_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING event_id, kind, about AS object_id, tries
"""


async def claim_events(max_count: int) -> list[StoredEvent]:
    """Up to `most` events that are due, for this worker alone during the next minute."""
    return [StoredEvent(**row) for row in await pool.fetch(CLAIM, max_count)]


HANDLED = """
    UPDATE inbox SET handled_at = clock_timestamp(), outcome = $2, trouble = ''
    WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL
"""


async def mark_handled(connection: Connection, event_id: str, outcome: str) -> None:
    """In the transaction of what it led to: either both are true, or neither."""
    await connection.execute(HANDLED, event_id, outcome)


FAILED = """
    UPDATE inbox SET trouble = $2, try_at = now() + make_interval(secs => least(2 ^ least(tries, 12), 3600))
    WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL
"""


async def mark_failed(event_id: str, error_text: str) -> None:
    """It could not be handled now: again in two seconds, four, eight, … an hour. `trouble`: one line for staff."""
    await pool.execute(FAILED, event_id, error_text)
