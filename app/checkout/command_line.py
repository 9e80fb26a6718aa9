"""What the commands of orders and payments share: their actor, connections and arguments."""

from collections.abc import Coroutine
from typing import Any, TypeVar

import click

from app.checkout.orders.search import FoundOrder
from app.command_connections import run_with_connections
from app.payments.stripe import close_stripe

ACTOR = "staff:terminal"
Result = TypeVar("Result")

reference = click.argument("reference")
performance_option = click.option(
    "--performance", type=click.IntRange(1, 2**62), help="Where several performances have this reference."
)


def mail_line(order: FoundOrder) -> str:
    """Say what becomes of the mail to the order's fan: workers send it, if the mail server is set where they run."""
    return f"A mail to {order.email} is written, which a worker sends."


def run_with_payments(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` with connections of its own to the database and Stripe; returns its result."""

    async def work_and_close() -> Result:
        try:
            return await work
        finally:
            await close_stripe()

    try:
        return run_with_connections(work_and_close())
    finally:
        work.close()  # as `run_with_connections` does
