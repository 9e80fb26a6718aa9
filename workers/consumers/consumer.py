"""What a consumer of the journal is: a name, the topics it wants, and what it does with facts."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from db.pool import Connection


class JournalFact(msgspec.Struct, frozen=True):
    """A fact as it stands in the journal. `xid`: of the transaction that wrote it; (xid, id) is the order of facts.

    `payload`: its fields. They may be those of an older or newer version: read them with care, by key. `performance_id`
    is None in a fact about no performance; `organizer_id` also in facts of earlier releases."""

    xid: int
    id: int
    at: datetime
    organizer_id: int | None
    performance_id: int | None
    topic: str
    payload: dict[str, Any]
    actor: str
    trace: str | None


class Batch(msgspec.Struct, frozen=True):
    """Facts for a consumer. `facts`: final ones, in the order (xid, id), each given once more only after a failure.

    `ahead`: facts that are committed but not final: an older transaction still runs, and they will come again in
    `facts`. Only a consumer with `sees_ahead` gets them; with them its rows are exact as of the batch's snapshot.
    `generation`: which rows of its tables the consumer shall write."""

    facts: list[JournalFact]
    ahead: list[JournalFact]
    generation: int


class Consumer(ABC):
    """Follows the journal. One worker at a time runs each consumer.

    `topics`: the topics it wants; None: all, also those this release does not know. `acts_outside`: False: `handle`
    runs in a transaction (REPEATABLE READ) that also moves the cursor, so its rows hold each fact exactly once; it does
    no I/O but this connection's. True: `handle` runs outside any transaction and acts on other systems, and the cursor
    follows: each fact at least once, so what it does must be idempotent by epoch and id of the fact. `parks`: what
    happens to a fact that has failed too often: True: it is put aside into dead_letter, and the next ones follow;
    False: the consumer stops. `sees_ahead`: see `Batch`."""

    name: ClassVar[str]
    topics: ClassVar[frozenset[str] | None] = None
    acts_outside: ClassVar[bool] = False
    parks: ClassVar[bool] = False
    sees_ahead: ClassVar[bool] = False

    @abstractmethod
    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Handle these facts. Any exception means that none of them was handled; they are tried again later."""


class Projection(Consumer):
    """A consumer that keeps tables which can be made again. Each of their rows has a `generation`.

    `fills_from_rows`: a new generation begins with `fill`, and then follows the facts written since; False: it follows
    the journal from its beginning."""

    fills_from_rows: ClassVar[bool] = False

    async def fill(self, generation: int) -> AsyncIterator[tuple[int, int]]:
        """Fill a generation from the tables, in transactions of its own of at most 20 ms each. Yields (done, total) in
        between. A fact that was written after the call may be contained or not."""
        raise NotImplementedError
        yield 0, 0

    @abstractmethod
    async def delete_generations(self, *, keep: int) -> None:
        """Delete the rows of all other generations than `keep`, in transactions of its own of at most 20 ms each."""
