"""Every object by its id, in memory, and in a file when there is one."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from app.dev.fake_stripe.errors import missing
from app.dev.fake_stripe.jsonl_file import Memory
from app.dev.fake_stripe.objects import KINDS, Charge, Intent, Method, Refund, Thing

T = TypeVar("T", Intent, Charge, Refund, Method)


class Store:
    """Remembers at `keep`; reads its file once, at the start."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.things: dict[type[Thing], dict[str, Thing]] = {kind: {} for kind in KINDS.values()}
        self._refunds: defaultdict[str, dict[str, None]] = defaultdict(dict)  # ids by charge, in order

    def recall(self, line: dict[str, Any]) -> bool:
        """Take back one line of the file, if it is one of ours."""
        kind = KINDS.get(str(line.get("object")))
        if kind is None:
            return False
        self._place(msgspec.convert(line, kind))
        return True

    def keep(self, thing: Thing) -> None:
        """Remember it as it is now."""
        self._place(thing)
        self.memory.write(thing)

    def _place(self, thing: Thing) -> None:
        self.things[type(thing)][thing.id] = thing
        if isinstance(thing, Refund):
            self._refunds[thing.charge][thing.id] = None

    def find(self, kind: type[T], name: str, param: str = "id") -> T:
        """The object. Raises Stripe's `resource_missing`."""
        thing = self.things[kind].get(name)
        if not isinstance(thing, kind):
            raise missing(_NOUNS[kind], name, param)
        return thing

    def known(self, name: str) -> Thing | None:
        """Whatever has this id."""
        return next((things[name] for things in self.things.values() if name in things), None)

    def newest(self, kind: type[T]) -> Iterator[T]:
        """All of a kind, the newest first."""
        return (thing for thing in reversed(self.things[kind].values()) if isinstance(thing, kind))

    def refunds_of(self, charge: str) -> list[Refund]:
        """What went back of one charge, the newest first."""
        return [self.find(Refund, name) for name in reversed(self._refunds.get(charge, {}))]

    def forget(self) -> None:
        """Everything."""
        for things in self.things.values():
            things.clear()
        self._refunds.clear()
        self.memory.forget()


_NOUNS: dict[type[Thing], str] = {kind: noun for noun, kind in KINDS.items()}
