"""One request to the API: what was asked, by whom; and what its verb may do."""

import time
from dataclasses import dataclass, field
from typing import Any

from app.dev.fake_stripe.objects import Thing, new_id
from app.dev.fake_stripe.state import Bank
from app.dev.fake_stripe.store import Store


@dataclass(slots=True)
class Call:
    """Handed to every verb. `name` is the id in the path, if there is one."""

    bank: Bank
    form: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    key: str | None = None
    publishable: bool = False
    request: str | None = field(default_factory=lambda: new_id("req"))
    now: int = field(default_factory=lambda: int(time.time()))

    @property
    def store(self) -> Store:
        """What the stand-in remembers."""
        return self.bank.store

    def keep(self, thing: Thing, *events: str) -> None:
        """Remember the object as it is now, and announce it."""
        self.store.keep(thing)
        for event in events:
            self.bank.announce(event, thing, self.request, self.key)
