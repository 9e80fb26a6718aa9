"""Client of the fake Stripe's control endpoints: failure modes, later outcomes, all intents and refunds."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import httpx

NO_FAILURES = {
    "latency_ms": 0,
    "fail_next": 0,
    "drop_next": 0,
    "only": None,
    "webhooks": "on",
    "webhook_delay_ms": 0,
    "webhook_doubles": False,
    "webhook_reorder": False,
}


class FakeRefund(NamedTuple):
    """A refund at the fake Stripe; `amount` in minor units."""

    status: str
    amount: int


@dataclass
class FakeStripeClient:
    """Sets failure modes and outcomes. `client`: an HTTP client for the control endpoints."""

    client: httpx.AsyncClient

    async def set_failure_modes(self, **modes: Any) -> None:
        """Set failure modes until `reset`; names and values as in app/dev/fake_stripe/failure_modes.py."""
        await self._post("mood", modes)

    async def reset(self) -> None:
        """Clear all failure modes and deliver the webhooks that were held."""
        await self._post("mood", NO_FAILURES)
        await self._post("webhooks/release")

    async def intents(self, performance: int) -> list[dict[str, Any]]:
        """Return the intents for this performance, newest first."""
        rows = (await self.client.get("intents")).raise_for_status().json()
        return [one for one in rows if one["metadata"]["performance"] == str(performance)]

    async def statuses(self, performance: int) -> list[str]:
        """Return their statuses, newest first."""
        return [intent["status"] for intent in await self.intents(performance)]

    async def refunds(self, performance: int) -> list[FakeRefund]:
        """Return the refunds of this performance's intents, newest first."""
        ours = {intent["id"] for intent in await self.intents(performance)}
        rows = (await self.client.get("refunds")).raise_for_status().json()
        return [FakeRefund(one["status"], one["amount"]) for one in rows if one["payment_intent"] in ours]

    async def settle(self, performance: int, outcome: str) -> None:
        """End the newest intent's processing as "succeeded" or "failed"."""
        newest = (await self.intents(performance))[0]
        await self._post(f"intents/{newest['id']}/settle", {"outcome": outcome})

    async def pay_elsewhere(self, performance: int) -> None:
        """Confirm the newest intent with a good card, without our page."""
        newest = (await self.intents(performance))[0]
        await self._post(f"intents/{newest['id']}/pay", {})

    async def release_webhooks(self, *, backwards: bool = False) -> None:
        """Deliver the webhooks that were held."""
        await self._post("webhooks/release", {"reversed": backwards})

    async def _post(self, path: str, body: dict[str, Any] | None = None) -> None:
        (await self.client.post(path, json=body or {})).raise_for_status()


@contextlib.asynccontextmanager
async def open_fake_stripe(origin: str) -> AsyncIterator[FakeStripeClient]:
    """Open a control client for the fake Stripe at `origin`, which need not run yet."""
    async with httpx.AsyncClient(base_url=f"{origin}/standin/", trust_env=False) as client:
        yield FakeStripeClient(client)
