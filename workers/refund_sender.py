"""Sends refunds on their way, and asks what became of those that take their time."""

import asyncio

from app.checkout.refunds.lifecycle import push_refund
from app.checkout.refunds.queries import claim_refunds
from app.errors import AisleError
from realtime.logs import log
from workers.pool import run_pool

MAX_CONCURRENT = 8


async def send_refunds(stop: asyncio.Event) -> None:
    """Looks each second until `stop`; several workers share the rows."""
    await run_pool(claim_refunds, push_claimed_refund, stop, concurrency=MAX_CONCURRENT, poll_seconds=1.0)


async def push_claimed_refund(key: tuple[int, int]) -> None:
    """One refund; when Stripe does not answer, it is tried again later with the same key."""
    try:
        await push_refund(*key, actor="refunds")
    except AisleError as problem:
        log.warning("refund_waits", performance=key[0], refund=key[1], problem=problem.code)
