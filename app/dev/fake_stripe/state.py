"""The fake Stripe's whole state: objects, idempotency keys, failure modes and webhook sender."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import msgspec

from app.dev.fake_stripe.errors import StripeError
from app.dev.fake_stripe.failure_modes import FailureModes
from app.dev.fake_stripe.idempotency import IdempotencyKeys, IdempotentResponse
from app.dev.fake_stripe.jsonl_file import JsonlFile
from app.dev.fake_stripe.objects import StripeObject, new_id
from app.dev.fake_stripe.settings import FakeStripeSettings
from app.dev.fake_stripe.store import Store
from app.dev.fake_stripe.webhooks import StripeEvent, WebhookSender


class FakeStripe:
    """One fake Stripe. Its verbs never await, so that none sees the unfinished work of another."""

    def __init__(self, settings: FakeStripeSettings) -> None:
        self.settings = settings
        self.failure_modes = FailureModes(settle_ms=settings.aisle_standin_settle_ms)
        self.file = JsonlFile(settings.aisle_standin_file)
        self.store = Store(self.file)
        self.idempotency_keys = IdempotencyKeys(self.file)
        self.webhook_sender = WebhookSender(
            settings.aisle_standin_webhook, settings.stripe_webhook_secret, self.failure_modes, self.file
        )
        self._timers: set[asyncio.TimerHandle] = set()

    def open(self) -> None:
        """Load the file of an earlier run; call it inside the event loop."""
        undelivered: dict[str, dict[str, Any]] = {}
        for line in self.file.read_lines():
            if self.store.load(line):
                continue
            if line.get("object") == "idempotent_answer":
                self.idempotency_keys.load(msgspec.convert(line, IdempotentResponse))
            elif line.get("pending_webhooks"):
                undelivered[line["id"]] = line
            else:
                undelivered.pop(str(line.get("id")), None)
        self.webhook_sender.resume(
            [msgspec.json.decode(msgspec.json.encode(line), type=StripeEvent) for line in undelivered.values()]
        )

    async def close(self) -> None:
        """Stop; the file keeps everything, including undelivered webhooks."""
        self._stop_timers()
        await self.webhook_sender.close()
        self.file.close()

    def clear(self) -> None:
        """Clear all objects and reset the failure modes."""
        self._stop_timers()
        self.webhook_sender.cancel_all()
        self.idempotency_keys.clear()
        self.store.clear()
        for name, value in msgspec.structs.asdict(
            FailureModes(settle_ms=self.settings.aisle_standin_settle_ms)
        ).items():
            setattr(self.failure_modes, name, value)

    def schedule_settlement(self, work: Callable[[], object]) -> None:
        """Run `work` after `settle_ms`; never when that is None."""

        def settle() -> None:
            with contextlib.suppress(StripeError):  # it was settled through a control endpoint
                work()

        if self.failure_modes.settle_ms is not None:
            self._timers.add(asyncio.get_running_loop().call_later(self.failure_modes.settle_ms / 1000, settle))

    def send_event(self, kind: str, thing: StripeObject, request: str | None, key: str | None) -> None:
        """Send a webhook with the object's current state."""
        data = {"object": msgspec.Raw(msgspec.json.encode(thing))}
        cause = {"id": request, "idempotency_key": key}
        self.webhook_sender.send(StripeEvent(new_id("evt"), kind, int(time.time()), data, cause))

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
