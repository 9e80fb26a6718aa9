"""Handles what the payment company tells: orders are paid, refunds settled. Several workers share the rows."""

import asyncio

from app.checkout.settlement.payment_events import handle_payment_event
from app.payments.webhook_inbox import STUCK_AFTER_TRIES, StoredEvent, claim_events, mark_failed
from realtime.logs import log
from workers.pool import run_pool
from workers.wakeups import listen_for_wakeups

MAX_CONCURRENT = 32


async def handle_payment_events(stop: asyncio.Event) -> None:
    """Until `stop`: at once when the bell rings, each second at least."""
    async with listen_for_wakeups() as bell:
        await run_pool(claim_events, handle_event, stop, concurrency=MAX_CONCURRENT, poll_seconds=1.0, wakeup=bell)


async def handle_event(event: StoredEvent) -> None:
    """One event; a failure backs off, and is on the list of staff when it goes on."""
    try:
        outcome = await handle_payment_event(event)
    except Exception as problem:  # whatever it was, the row is still there
        trouble = str(getattr(problem, "facts", {}).get("why", "")) or str(problem)
        await mark_failed(event.event_id, f"{type(problem).__name__}: {trouble}"[:300])
        tell = log.error if event.tries >= STUCK_AFTER_TRIES else log.warning
        tell("webhook_waits", event_id=event.event_id, kind=event.kind, tries=event.tries, problem=repr(problem))
    else:
        log.info("webhook_handled", event_id=event.event_id, kind=event.kind, outcome=outcome)
