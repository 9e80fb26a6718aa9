"""Sends webhooks as Stripe does: signed, at least once, in no guaranteed order."""

import asyncio
import contextlib
import hashlib
import hmac
import time
from collections.abc import Coroutine
from typing import Any

import aiohttp
import msgspec

from app.dev.fake_stripe.failure_modes import FailureModes
from app.dev.fake_stripe.jsonl_file import JsonlFile
from app.dev.fake_stripe.objects import API_VERSION

MAX_CONCURRENT = 16
FIRST_PAUSE, MAX_PAUSE, RETRY_SECONDS = 0.2, 60.0, 3600.0
REORDER_SECONDS = 0.5
"""Seconds a webhook waits for the next one to overtake it, when `webhook_reorder` is set."""


class StripeEvent(msgspec.Struct):
    """One webhook. `data` has the object as it was at that moment."""

    id: str
    type: str
    created: int
    data: dict[str, msgspec.Raw]
    request: dict[str, str | None]
    object: str = "event"
    api_version: str = API_VERSION
    livemode: bool = False
    pending_webhooks: int = 1


def signature(secret: str, payload: bytes, at: int) -> str:
    """Return the `Stripe-Signature` header of a payload sent at that second."""
    mac = hmac.new(secret.encode(), b"%d.%s" % (at, payload), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class WebhookSender:
    """Delivers events to one URL: retries each for an hour, until a response is 2xx."""

    def __init__(self, url: str, secret: str, failure_modes: FailureModes, file: JsonlFile) -> None:
        self.url, self.secret, self.failure_modes, self.file = url, secret, failure_modes, file
        self.held_events: list[StripeEvent] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._session: aiohttp.ClientSession | None = None
        self._waiting: asyncio.Event | None = None  # set when the waiting webhook was overtaken

    def send(self, event: StripeEvent) -> None:
        """Queue an event and return at once; the failure modes decide about its delivery."""
        if not self.url or self.failure_modes.webhooks == "lost":
            return
        self.file.write(event)
        if self.failure_modes.webhooks == "held":
            self.held_events.append(event)
            return
        before, self._waiting = self._waiting, None
        if self.failure_modes.webhook_reorder and before is None:
            self._waiting = asyncio.Event()
        self._start(self._carry(event, self._waiting, before))

    async def release(self, *, backwards: bool = False) -> int:
        """Deliver the held events one after another; return their number. Failed ones are retried later."""
        ready, self.held_events = self.held_events[:: -1 if backwards else 1], []
        for event in ready:
            if not await self._attempt(event):
                self._start(self._deliver(event, FIRST_PAUSE))
        return len(ready)

    def resume(self, events: list[StripeEvent]) -> None:
        """Retry the events that an earlier run could not deliver."""
        for event in events:
            if event.created > time.time() - RETRY_SECONDS:
                self._start(self._deliver(event))

    @property
    def deliveries_under_way(self) -> int:
        """The number of deliveries under way or waiting for a retry."""
        return len(self._tasks)

    def cancel_all(self) -> None:
        """Drop all undelivered events."""
        self.held_events.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop; the file keeps the undelivered events."""
        self.cancel_all()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, event: StripeEvent, overtaken: asyncio.Event | None, before: asyncio.Event | None) -> None:
        if self.failure_modes.webhook_delay_ms:
            await asyncio.sleep(self.failure_modes.webhook_delay_ms / 1000)
        if overtaken is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(overtaken.wait(), REORDER_SECONDS)
            self._waiting = None if self._waiting is overtaken else self._waiting
        await asyncio.gather(*(self._deliver(event) for _ in range(1 + self.failure_modes.webhook_doubles)))
        if before is not None:
            before.set()

    async def _deliver(self, event: StripeEvent, delay: float = 0.0) -> None:
        await asyncio.sleep(delay)
        pause, until = FIRST_PAUSE, time.monotonic() + RETRY_SECONDS
        while not await self._attempt(event) and time.monotonic() < until:
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE)

    async def _attempt(self, event: StripeEvent) -> bool:
        payload = msgspec.json.encode(event)
        head = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)"}
        async with self._slots:
            head["Stripe-Signature"] = signature(self.secret, payload, int(time.time()))
            try:
                async with self._opened().post(self.url, data=payload, headers=head) as response:
                    delivered = 200 <= response.status < 300
            except (aiohttp.ClientError, OSError, TimeoutError):
                return False
        if delivered:
            self.file.write({"object": "event", "id": event.id, "pending_webhooks": 0})
        return delivered

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        return self._session
