"""Asks Stripe about pending orders: applies payments whose webhook was lost, and ends orders whose time to pay is
over."""

import asyncio

import msgspec

from app.checkout.settlement.settlement import reconcile_order
from app.payments.provider import ProviderUnavailable
from db import pool
from realtime.logs import log
from workers.work_loop import run_pool

MAX_CONCURRENT = 16
GRACE_SECONDS = 20
"""Seconds after `pay_by` for a payment that was confirmed at the last moment."""
ALARM_MINUTES = 30
"""Minutes after `pay_by` after which an order that cannot be settled is logged as an error."""


class DueOrder(msgspec.Struct, frozen=True):
    """A pending order to ask about. `is_overdue`: its time to pay is over. `needs_alarm`: for ALARM_MINUTES already."""

    performance_id: int
    id: int
    is_overdue: bool
    needs_alarm: bool


# A claim is a lease, which also ends when the worker has died. Until the time to pay is over, an order whose browser
# reports a payment is claimed once a minute and any other only once; afterwards at growing intervals up to ten minutes.
CLAIM = """
    UPDATE "order" o SET looks = CASE WHEN now() < pay_by + make_interval(secs => $2) THEN 0 ELSE looks + 1 END,
        look_at = CASE
            WHEN now() >= pay_by + make_interval(secs => $2)
                THEN now() + make_interval(secs => least(15 * 2 ^ least(looks, 6), 600))
            WHEN EXISTS (SELECT FROM payment p WHERE p.performance_id = o.performance_id AND p.order_id = o.id
                         AND p.state = 'open' AND p.asked_at IS NOT NULL)
                THEN least(now() + interval '1 minute', pay_by + make_interval(secs => $2))
            ELSE pay_by + make_interval(secs => $2) END
    WHERE (performance_id, id) IN (
        SELECT performance_id, id FROM "order" WHERE state = 'pending' AND look_at <= now()
        ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING performance_id, id, now() >= pay_by + make_interval(secs => $2) AS is_overdue,
              now() >= pay_by + make_interval(mins => $3) AS needs_alarm
"""
NOTE = """UPDATE "order" SET trouble = $3 WHERE performance_id = $1 AND id = $2 AND state = 'pending'"""


async def reconcile_payments(stop: asyncio.Event) -> None:
    """Reconcile due orders every second until `stop`; several workers share the rows."""
    await run_pool(claim_due_orders, reconcile_due_order, stop, concurrency=MAX_CONCURRENT, poll_seconds=1.0)


async def claim_due_orders(max_count: int) -> list[DueOrder]:
    """Claim up to `max_count` pending orders that are due, for this worker alone for a while."""
    return [DueOrder(**row) for row in await pool.fetch(CLAIM, max_count, GRACE_SECONDS, ALARM_MINUTES)]


async def reconcile_due_order(order: DueOrder) -> None:
    """Reconcile one order. One that cannot be settled now keeps its seats, and Stripe is asked again later."""
    try:
        outcome = await reconcile_order(order.performance_id, order.id, ending=order.is_overdue, actor="reconciler")
        error_text = "the bank is still thinking" if order.is_overdue and outcome == "waiting" else ""
    except Exception as error:  # the row stays due
        outcome, error_text = "unknown", f"{type(error).__name__}: {getattr(error, 'facts', {}).get('why', error)}"
        if not isinstance(error, ProviderUnavailable):
            log.warning("order_not_settled", performance=order.performance_id, order=order.id, problem=repr(error))
    if error_text:
        await pool.execute(NOTE, order.performance_id, order.id, error_text[:300])
    if order.needs_alarm:
        log.error("order_unsettled", performance=order.performance_id, order=order.id, outcome=outcome, why=error_text)
