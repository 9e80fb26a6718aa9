"""Handles payment events from the inbox: pays orders, settles refunds. Several workers share the rows."""

import asyncio

from app.checkout.settlement.event_handler import handle_payment_event
from app.payments.provider import PaymentEvent
from app.payments.webhook_inbox import STUCK_AFTER_TRIES, claim_events, mark_failed
from realtime.logs import log
from realtime.protocol import PAYMENT_WAKEUP_CHANNEL
from workers.wakeups import listen_for_wakeups
from workers.work_loop import run_pool

MAX_CONCURRENT = 32


async def handle_payment_events(stop: asyncio.Event) -> None:
    """Handle events until `stop`: at once after a wakeup, and at least every second."""
    async with listen_for_wakeups(PAYMENT_WAKEUP_CHANNEL) as wakeup:
        await run_pool(claim_events, handle_or_retry, stop, concurrency=MAX_CONCURRENT, poll_seconds=1.0, wakeup=wakeup)


async def handle_or_retry(event: PaymentEvent) -> None:
    """Handle one event. After a failure it is tried again later; an event that keeps failing is shown to staff."""
    try:
        outcome = await handle_payment_event(event)
    except Exception as error:  # the row stays due
        details = str(getattr(error, "facts", {}).get("why", "")) or str(error)
        await mark_failed(event.event_id, f"{type(error).__name__}: {details}"[:300])
        write_log = log.error if event.tries >= STUCK_AFTER_TRIES else log.warning
        write_log("webhook_waits", event_id=event.event_id, kind=event.kind, tries=event.tries, problem=repr(error))
    else:
        log.info("webhook_handled", event_id=event.event_id, kind=event.kind, outcome=outcome)
