"""Sends wanted refunds to Stripe, and asks about those that are pending."""

import asyncio

from app.checkout.refunds.queries import claim_refunds
from app.checkout.refunds.send import push_refund
from app.errors import AisleError
from realtime.logs import log
from workers.work_loop import run_pool

MAX_CONCURRENT = 8


async def send_refunds(stop: asyncio.Event) -> None:
    """Send due refunds every second until `stop`; several workers share the rows."""
    await run_pool(claim_refunds, push_claimed_refund, stop, concurrency=MAX_CONCURRENT, poll_seconds=1.0)


async def push_claimed_refund(refund: tuple[int, int]) -> None:
    """Send or check one refund; when Stripe does not answer, it is tried again later with the same idempotency key."""
    try:
        await push_refund(*refund, actor="refunds")
    except AisleError as error:
        log.warning("refund_waits", performance=refund[0], refund=refund[1], problem=error.code)
