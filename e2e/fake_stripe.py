"""The stand-in bank's control door: how it behaves, what banks decide later, and all the money in and out."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

CALM = {
    "latency_ms": 0, "fail_next": 0, "drop_next": 0, "only": None,
    "webhooks": "on", "webhook_delay_ms": 0, "webhook_doubles": False, "webhook_reorder": False,
}  # fmt: skip


@dataclass
class Bank:
    """`door` is a browser of its own, that only knocks there."""

    door: httpx.AsyncClient

    async def behaves(self, **mood: Any) -> None:
        """From now on, until `is_calm`: the names and values of app/dev/fake_stripe/failure_modes.py."""
        await self._does("mood", mood)

    async def is_calm(self) -> None:
        """As on the first day; webhooks it held are delivered."""
        await self._does("mood", CALM)
        await self._does("webhooks/release")

    async def intents(self, show: int) -> list[dict[str, Any]]:
        """The intents for this performance, the newest first."""
        told = (await self.door.get("intents")).raise_for_status().json()
        return [one for one in told if one["metadata"]["performance"] == str(show)]

    async def statuses(self, show: int) -> list[str]:
        """What became of them, the newest first."""
        return [intent["status"] for intent in await self.intents(show)]

    async def refunds(self, show: int) -> list[tuple[str, int]]:
        """(status, minor units) of what went back of this performance's intents, the newest first."""
        ours = {intent["id"] for intent in await self.intents(show)}
        told = (await self.door.get("refunds")).raise_for_status().json()
        return [(one["status"], one["amount"]) for one in told if one["payment_intent"] in ours]

    async def settles(self, show: int, outcome: str) -> None:
        """The newest intent's bank has thought: "succeeded" or "failed"."""
        newest = (await self.intents(show))[0]
        await self._does(f"intents/{newest['id']}/settle", {"outcome": outcome})

    async def is_paid_elsewhere(self, show: int) -> None:
        """Somebody confirms the newest intent with a good card, and our page hears nothing of it."""
        newest = (await self.intents(show))[0]
        await self._does(f"intents/{newest['id']}/pay", {})

    async def releases(self, *, backwards: bool = False) -> None:
        """Delivers the webhooks that it held."""
        await self._does("webhooks/release", {"reversed": backwards})

    async def _does(self, what: str, body: dict[str, Any] | None = None) -> None:
        (await self.door.post(what, json=body or {})).raise_for_status()


@contextlib.asynccontextmanager
async def open_bank(origin: str) -> AsyncIterator[Bank]:
    """The door of the stand-in at `origin`, wherever it is by then."""
    async with httpx.AsyncClient(base_url=f"{origin}/standin/", trust_env=False) as door:
        yield Bank(door)
