"""Sends refunds on their way, and asks what became of those that take their time."""

import asyncio

from app.checkout.refund_queries import claim_refunds
from app.checkout.refunds import push_refund
from app.errors import AisleError
from app.logs import log
from workers.pool import work_through

AT_ONCE = 8


async def send_refunds(stop: asyncio.Event) -> None:
    """Looks each second until `stop`; several workers share the rows."""
    await work_through(claim_refunds, push_one, stop, at_once=AT_ONCE, every=1.0)


async def push_one(key: tuple[int, int]) -> None:
    """One refund; when Stripe does not answer, it is tried again later with the same key."""
    try:
        await push_refund(*key, actor="refunds")
    except AisleError as problem:
        log.warning("refund_waits", performance=key[0], refund=key[1], problem=problem.code)
