"""A parsed request to the API, with what its verb needs."""

import time
from dataclasses import dataclass, field
from typing import Any

from app.dev.fake_stripe.objects import StripeObject, new_id
from app.dev.fake_stripe.state import FakeStripe
from app.dev.fake_stripe.store import Store


@dataclass(slots=True)
class ApiRequest:
    """The request that is passed to every verb. `object_id`: the id in the path, if there is one."""

    stripe: FakeStripe
    form: dict[str, Any] = field(default_factory=dict)
    object_id: str = ""
    idempotency_key: str | None = None
    publishable: bool = False
    request_id: str | None = field(default_factory=lambda: new_id("req"))
    now: int = field(default_factory=lambda: int(time.time()))

    @property
    def store(self) -> Store:
        """The stored objects."""
        return self.stripe.store

    def save(self, thing: StripeObject, *events: str) -> None:
        """Save the object and send these webhook events about it."""
        self.store.save(thing)
        for event in events:
            self.stripe.send_event(event, thing, self.request_id, self.idempotency_key)
