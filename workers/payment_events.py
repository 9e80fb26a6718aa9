"""Handles what the payment company tells: orders are paid, refunds settled. Several workers share the rows."""

import asyncio

from app.checkout.payment_events import handle_letter
from app.logs import log
from app.payments.webhook_inbox import STUCK_AFTER, Letter, claim_letters, failed
from workers.pool import work_through
from workers.wakeups import listening

AT_ONCE = 32


async def read_inbox(stop: asyncio.Event) -> None:
    """Until `stop`: at once when the bell rings, each second at least."""
    async with listening() as bell:
        await work_through(claim_letters, handle_one, stop, at_once=AT_ONCE, every=1.0, bell=bell)


async def handle_one(letter: Letter) -> None:
    """One event; a failure backs off, and is on the list of staff when it goes on."""
    try:
        outcome = await handle_letter(letter)
    except Exception as problem:  # whatever it was, the row is still there
        trouble = str(getattr(problem, "facts", {}).get("why", "")) or str(problem)
        await failed(letter.event_id, f"{type(problem).__name__}: {trouble}"[:300])
        tell = log.error if letter.tries >= STUCK_AFTER else log.warning
        tell("webhook_waits", event_id=letter.event_id, kind=letter.kind, tries=letter.tries, problem=repr(problem))
    else:
        log.info("webhook_handled", event_id=letter.event_id, kind=letter.kind, outcome=outcome)
