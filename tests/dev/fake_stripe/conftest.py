"""One stand-in for the run, cleared before each test; a receiver of its webhooks; Stripe's own client."""

import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.dev.conftest import free_port
from tests.dev.fake_stripe.clients import StripeClients
from tests.dev.fake_stripe.webhook_receiver import SECRET, WebhookReceiver
from tests.dev.program import Program
from tests.eventually import eventually


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def receiver() -> AsyncIterator[WebhookReceiver]:
    """Listen for webhooks."""
    async with WebhookReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def origin(receiver: WebhookReceiver) -> Iterator[str]:
    """Start the stand-in as a developer does; yield its address."""
    port = free_port()
    env = {"AISLE_STANDIN_PORT": str(port), "AISLE_STANDIN_WEBHOOK": receiver.url, "STRIPE_WEBHOOK_SECRET": SECRET}
    with Program([sys.executable, "-m", "app.dev.fake_stripe"], **env) as program:
        program.start().wait_for_output("pretend money")
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="session")
async def clients(origin: str, receiver: WebhookReceiver) -> AsyncIterator[StripeClients]:
    """Clear the stand-in; yield its clients."""
    async with StripeClients(origin) as clients:
        await clients.control("POST", "/standin/forget")
        receiver.clear()
        yield clients
        receiver.clear()
        await clients.set_failure_modes(webhooks="lost")
        await eventually(clients.idle)  # so that no webhook of this test arrives in the next
