"""Everything the stand-in has: what it remembers, its mood, its courier."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import msgspec

from app.dev.fake_stripe.api.idempotency import Answer, Answers
from app.dev.fake_stripe.errors import Refusal
from app.dev.fake_stripe.failure_modes import Mood
from app.dev.fake_stripe.jsonl_file import Memory
from app.dev.fake_stripe.objects import Thing, new_id
from app.dev.fake_stripe.settings import Settings
from app.dev.fake_stripe.store import Store
from app.dev.fake_stripe.webhooks import Courier, Event


class Bank:
    """One stand-in. All its verbs run without a pause, so none of them sees another half done."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.mood = Mood(settle_ms=settings.aisle_standin_settle_ms)
        self.memory = Memory(settings.aisle_standin_file)
        self.store = Store(self.memory)
        self.answers = Answers(self.memory)
        self.courier = Courier(settings.aisle_standin_webhook, settings.stripe_webhook_secret, self.mood, self.memory)
        self._later: set[asyncio.TimerHandle] = set()

    def open(self) -> None:
        """Take back what an earlier run remembered; called inside the loop."""
        undelivered: dict[str, dict[str, Any]] = {}
        for line in self.memory.lines():
            if self.store.recall(line):
                continue
            if line.get("object") == "idempotent_answer":
                self.answers.recall(msgspec.convert(line, Answer))
            elif line.get("pending_webhooks"):
                undelivered[line["id"]] = line
            else:
                undelivered.pop(str(line.get("id")), None)
        self.courier.resume(
            [msgspec.json.decode(msgspec.json.encode(line), type=Event) for line in undelivered.values()]
        )

    async def close(self) -> None:
        """Leave; a file keeps everything, also the webhooks nobody took."""
        self._stop_timers()
        await self.courier.close()
        self.memory.close()

    def forget(self) -> None:
        """As if nothing had happened, with the mood of the first day."""
        self._stop_timers()
        self.courier.forget()
        self.answers.forget()
        self.store.forget()
        for name, value in msgspec.structs.asdict(Mood(settle_ms=self.settings.aisle_standin_settle_ms)).items():
            setattr(self.mood, name, value)

    def settle_later(self, work: Callable[[], object]) -> None:
        """Run `work` when the mood says that banks have thought enough; never, if it says so."""

        def settle() -> None:
            with contextlib.suppress(Refusal):  # the control door was quicker
                work()

        if self.mood.settle_ms is not None:
            self._later.add(asyncio.get_running_loop().call_later(self.mood.settle_ms / 1000, settle))

    def announce(self, kind: str, thing: Thing, request: str | None, key: str | None) -> None:
        """A webhook about the object as it is now."""
        data = {"object": msgspec.Raw(msgspec.json.encode(thing))}
        cause = {"id": request, "idempotency_key": key}
        self.courier.take(Event(new_id("evt"), kind, int(time.time()), data, cause))

    def _stop_timers(self) -> None:
        for timer in self._later:
            timer.cancel()
        self._later.clear()
