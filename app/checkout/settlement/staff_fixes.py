"""What staff can do about an item that needs attention: retry it, or record that a refund was paid in another way."""

import re
import secrets

from app.checkout.orders.lifecycle import lock_order
from app.errors import AisleError, NotFound
from app.web.relay_wakeup import wake_relay
from db import pool
from db.journal import RefundOpened, RefundSettled, record
from db.transaction import transaction

REFUND_HANDLE = re.compile(r"refund:(\d{1,18}):(\d{1,18})")


class CannotRetry(AisleError):
    """`message` says why; nothing was changed."""

    status, code, title = 409, "cannot_retry", "This cannot be tried again"


async def retry_stuck(handle: str, *, actor: str) -> str:
    """Let a worker try again the item with this handle of `aisle payments stuck`; returns a sentence for staff.

    Raises NotFound, or CannotRetry for an item that is settled or is not retried in this way. Nothing is done twice."""
    if refund := REFUND_HANDLE.fullmatch(handle):
        return await _retry_refund(int(refund[1]), int(refund[2]), actor)
    if handle.startswith("evt_"):
        return await _retry_event(handle)
    kind = handle.partition(":")[0]
    raise CannotRetry(HINTS.get(kind, f'"{handle}" is neither evt_… nor refund:…:…, as the list names them.'))


HINTS = {
    "order": "An order is asked about by itself, at least every ten minutes. Look at its intent: `aisle order show`.",
    "mail": "A mail that may have arrived is not sent again unseen. `aisle order resend` writes a new one.",
}
DUE = "UPDATE inbox SET try_at = now() WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL"
OUTCOME = "SELECT outcome FROM inbox WHERE provider = 'stripe' AND event_id = $1"


async def _retry_event(event_id: str) -> str:
    if await pool.execute(DUE, event_id) == 1:
        wake_relay()
        return f"{event_id} is handled within a second, if a worker runs."
    outcome = await pool.fetch_value(OUTCOME, event_id)
    if outcome is None:
        raise NotFound(f"No event {event_id} has come.")
    raise CannotRetry(f"{event_id} is handled already: {outcome}.")


# a new idempotency key makes a new refund at Stripe: only for one that has failed, and only while the money is owed
REOPEN = """
    UPDATE refund SET state = 'wanted', idempotency_key = $3, number = NULL, settled_at = NULL, trouble = '',
        looks = 0, look_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND state = 'failed' AND (voided_at IS NOT NULL OR why <> 'asked')
    RETURNING order_id, amount, why
"""
ORDER = "SELECT order_id, state FROM refund WHERE performance_id = $1 AND id = $2"


async def _retry_refund(performance_id: int, refund_id: int, actor: str) -> str:
    row = await pool.fetch_row(ORDER, performance_id, refund_id)
    if row is None:
        raise NotFound(f"Performance {performance_id} has no refund {refund_id}.")
    async with transaction() as connection:
        await lock_order(connection, performance_id, row["order_id"])
        key = secrets.token_urlsafe(24)
        reopened = await connection.fetchrow(REOPEN, performance_id, refund_id, key)
        if reopened is None:
            raise CannotRetry(_why_not((await connection.fetchrow(ORDER, performance_id, refund_id))["state"]))
        fact = RefundOpened(reopened["order_id"], refund_id, reopened["amount"], reopened["why"])
        await record(connection, performance_id, fact, actor=actor)
    wake_relay()
    return f"Refund {refund_id} is made anew within a second, if a worker runs."


def _why_not(state: str) -> str:
    if state == "failed":
        return "Its tickets stayed valid, so nothing is owed: `aisle order refund` makes a new refund."
    return f"It is {state}: only a refund that failed is made anew."


MAX_HOW = 200
ORDER_OF_REFUND = "SELECT order_id FROM refund WHERE performance_id = $1 AND id = $2"
SETTLE = """
    UPDATE refund SET state = 'succeeded', settled_at = clock_timestamp(), trouble = 'by hand: ' || $3
    WHERE performance_id = $1 AND id = $2 AND state = 'failed' AND (voided_at IS NOT NULL OR why <> 'asked')
    RETURNING id
"""


async def mark_refund_paid_manually(handle: str, how: str, *, actor: str) -> str:
    """Mark a failed refund as paid in another way, described by `how`; journalled. Returns a sentence for staff.

    Raises NotFound, or CannotRetry for anything but a refund that failed and is owed."""
    match = REFUND_HANDLE.fullmatch(handle)
    if not match or not how.strip():
        raise CannotRetry("Name a refund as the list does (refund:…:…), and say how the money went back.")
    key = int(match[1]), int(match[2])
    order = await pool.fetch_value(ORDER_OF_REFUND, *key)
    if order is None:
        raise NotFound(f"Performance {key[0]} has no refund {key[1]}.")
    async with transaction() as connection:
        await lock_order(connection, key[0], order)
        if await connection.fetchval(SETTLE, *key, how.strip()[:MAX_HOW]) is None:
            raise CannotRetry("Nothing is owed there: only a refund that failed after its tickets were void.")
        await record(connection, key[0], RefundSettled(order, key[1], "by hand"), actor=actor)
    return f"Refund {key[1]} is written down as paid back: {how.strip()[:MAX_HOW]}."
