"""One stand-in for the run, emptied before each test; somebody who receives its webhooks; Stripe's own client."""

import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.dev.conftest import free_port
from tests.dev.fake_stripe.clients import Till
from tests.dev.fake_stripe.webhook_receiver import SECRET, Receiver
from tests.dev.program import Program
from tests.eventually import eventually


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mailbox() -> AsyncIterator[Receiver]:
    """Listens for webhooks."""
    async with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def origin(mailbox: Receiver) -> Iterator[str]:
    """Where the stand-in is, started as a developer starts it."""
    port = free_port()
    env = {"AISLE_STANDIN_PORT": str(port), "AISLE_STANDIN_WEBHOOK": mailbox.url, "STRIPE_WEBHOOK_SECRET": SECRET}
    with Program([sys.executable, "-m", "app.dev.fake_stripe"], **env) as program:
        program.start().hear("pretend money")
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="session")
async def till(origin: str, mailbox: Receiver) -> AsyncIterator[Till]:
    """A stand-in without a past, and all that talks to it."""
    async with Till(origin) as till:
        await till.control("POST", "/standin/forget")
        mailbox.clear()
        yield till
        mailbox.clear()
        await till.mood(webhooks="lost")
        await eventually(till.idle)  # so that no webhook of this test is heard in the next
