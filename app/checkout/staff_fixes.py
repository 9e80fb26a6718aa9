"""Money that was owed and has gone back by another road: a transfer, cash at the counter."""

from app.checkout.orders import lock_order
from app.checkout.retrying import REFUND_HANDLE, CannotRetry
from app.errors import NotFound
from db import pool
from db.journal import RefundSettled, record
from db.transaction import transaction

MAX_HOW = 200
ORDER_OF_REFUND = "SELECT order_id FROM refund WHERE performance_id = $1 AND id = $2"
SETTLE = """
    UPDATE refund SET state = 'succeeded', settled_at = clock_timestamp(), trouble = 'by hand: ' || $3
    WHERE performance_id = $1 AND id = $2 AND state = 'failed' AND (voided_at IS NOT NULL OR why <> 'asked')
    RETURNING id
"""


async def mark_refund_paid_manually(handle: str, how: str, *, actor: str) -> str:
    """Takes a debt off the list, with the words `how` it was paid back; journalled. Returns what was done, in words.

    Raises NotFound, or CannotRetry for anything but a refund that failed and is owed."""
    found = REFUND_HANDLE.fullmatch(handle)
    if not found or not how.strip():
        raise CannotRetry("Name a refund as the list does (refund:…:…), and say how the money went back.")
    key = int(found[1]), int(found[2])
    order = await pool.fetch_value(ORDER_OF_REFUND, *key)
    if order is None:
        raise NotFound(f"Performance {key[0]} has no refund {key[1]}.")
    async with transaction() as connection:
        await lock_order(connection, key[0], order)
        if await connection.fetchval(SETTLE, *key, how.strip()[:MAX_HOW]) is None:
            raise CannotRetry("Nothing is owed there: only a refund that failed after its tickets were void.")
        await record(connection, key[0], RefundSettled(order, key[1], "by hand"), actor=actor)
    return f"Refund {key[1]} is written down as paid back: {how.strip()[:MAX_HOW]}."
