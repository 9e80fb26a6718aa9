"""Stores every object by its id in memory, and in a file when there is one."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from app.dev.fake_stripe.dispute import StripeDispute
from app.dev.fake_stripe.errors import no_such_object
from app.dev.fake_stripe.jsonl_file import JsonlFile
from app.dev.fake_stripe.objects import (
    KINDS,
    Charge,
    PaymentIntent,
    PaymentMethod,
    StripeObject,
    StripeRefund,
)

T = TypeVar("T", PaymentIntent, Charge, StripeRefund, StripeDispute, PaymentMethod)


class Store:
    """The objects. `save` writes through to the file, which is read once at the start."""

    def __init__(self, file: JsonlFile) -> None:
        self.file = file
        self.objects: dict[type[StripeObject], dict[str, StripeObject]] = {kind: {} for kind in KINDS.values()}
        self._refunds: defaultdict[str, dict[str, None]] = defaultdict(dict)  # ids by charge, in order

    def load(self, line: dict[str, Any]) -> bool:
        """Load one line of the file; return False when it is not an object."""
        kind = KINDS.get(str(line.get("object")))
        if kind is None:
            return False
        self._place(msgspec.convert(line, kind))
        return True

    def save(self, thing: StripeObject) -> None:
        """Save an object's current state."""
        self._place(thing)
        self.file.write(thing)

    def _place(self, thing: StripeObject) -> None:
        self.objects[type(thing)][thing.id] = thing
        if isinstance(thing, StripeRefund):
            self._refunds[thing.charge][thing.id] = None

    def find(self, kind: type[T], name: str, param: str = "id") -> T:
        """Return the object. Raises Stripe's `resource_missing`."""
        thing = self.objects[kind].get(name)
        if not isinstance(thing, kind):
            raise no_such_object(_NOUNS[kind], name, param)
        return thing

    def find_any(self, name: str) -> StripeObject | None:
        """Return the object of any kind with this id."""
        return next((things[name] for things in self.objects.values() if name in things), None)

    def newest(self, kind: type[T]) -> Iterator[T]:
        """Yield all objects of a kind, newest first."""
        return (thing for thing in reversed(self.objects[kind].values()) if isinstance(thing, kind))

    def refunds_of(self, charge: str) -> list[StripeRefund]:
        """Return the refunds of a charge, newest first."""
        return [self.find(StripeRefund, name) for name in reversed(self._refunds.get(charge, {}))]

    def disputes_of(self, charge: str) -> list[StripeDispute]:
        """Return the disputes of a charge, newest first."""
        return [dispute for dispute in self.newest(StripeDispute) if dispute.charge == charge]

    def clear(self) -> None:
        """Delete every object and the file."""
        for things in self.objects.values():
            things.clear()
        self._refunds.clear()
        self.file.delete()


_NOUNS: dict[type[StripeObject], str] = {kind: noun for noun, kind in KINDS.items()}
