"""The fake Stripe as a process, and a payment at a web tier that may be killed."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from app.dev import fake_services
from tests.chaos.processes import STARTS, free_port, running
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.world import World

ANA = {"name": "Ana", "email": "ana@example.org"}


class FakeStripeProcess:
    """A client of the fake Stripe's control endpoints. `env`: the environment of processes that use it as Stripe."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.client = httpx.AsyncClient(base_url=env["STRIPE_API_URL"], timeout=20)

    async def all(self, what: str) -> list[dict[str, Any]]:
        """Return all "intents" or "refunds"."""
        rows = (await self.client.get(f"/standin/{what}")).json()
        return list(rows["data"] if isinstance(rows, dict) else rows)

    async def pay(self, intent: str) -> None:
        """Pay as a fan's browser does, with a good card."""
        answer = await self.client.post(f"/standin/intents/{intent}/pay", json={"card": "4242424242424242"})
        assert answer.json()["status"] == "succeeded"


@contextlib.asynccontextmanager
async def run_fake_stripe(environment: dict[str, str], site: str, folder: Path) -> AsyncIterator[FakeStripeProcess]:
    """Run the fake Stripe; it sends its webhooks to `site`."""
    env = environment | fake_services.fake_stripe_environment(("127.0.0.1", free_port()), site, folder)
    with running("app.dev.fake_stripe", env):
        fake_stripe = FakeStripeProcess(env)
        await eventually(lambda: _answers(fake_stripe.client), STARTS)
        yield fake_stripe
        await fake_stripe.client.aclose()


async def _answers(client: httpx.AsyncClient) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get("/health/ready")).status_code == 200
    return False


async def press_pay(fan: Fan, world: World, hold: int) -> httpx.Response:
    """Create the order and request the intent's secret, as the script of the checkout page does."""
    form = {**ANA, "hold": hold}
    return await fan.browser.post(
        f"/performances/{world.opening}/orders", json=form, headers={"X-CSRF-Token": fan.token, **JSON}
    )
