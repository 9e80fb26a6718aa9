"""The consumer that keeps the history of orders, seats and holds: which facts of the journal concern them."""

from collections.abc import Iterator
from typing import ClassVar

from app.history.subjects import NamedIds, Subject, UnreadableFact, named_ids
from app.history.write import (
    HistoryRow,
    NamedTicket,
    TicketPlace,
    delete_history,
    read_ticket_places,
    write_history,
)
from db.pool import Connection
from workers.consumers.consumer import Batch, JournalFact, Projection


class History(Projection):
    """Keeps the table `history`. It reads facts of every topic, also unknown ones, by the keys `order`, `hold`,
    `seats`, `ticket` and `tickets`; a ticket's row says its order and seat. A fact about no performance concerns none.
    """

    name: ClassVar[str] = "history"

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Write which orders, seats and holds these facts concern. Raises UnreadableFact."""
        named = [(fact, _named(fact)) for fact in batch.facts if fact.performance_id is not None]
        places = await read_ticket_places(connection, {ticket for fact, ids in named for ticket in _tickets(fact, ids)})
        rows = {row for fact, ids in named for row in _rows(fact, ids, places)}
        await write_history(connection, batch.generation, rows)

    async def delete_generations(self, *, keep: int) -> None:
        """Delete the rows of all other generations, in transactions of a few milliseconds each."""
        await delete_history(keep=keep)


def _named(fact: JournalFact) -> NamedIds:
    try:
        return named_ids(fact.topic, fact.payload)
    except UnreadableFact as problem:
        raise UnreadableFact(f"Fact {fact.id} cannot be read. {problem}") from None


def _tickets(fact: JournalFact, ids: NamedIds) -> list[NamedTicket]:
    assert fact.performance_id is not None
    return [NamedTicket(fact.performance_id, ticket) for ticket in ids.tickets]


def _rows(fact: JournalFact, ids: NamedIds, places: dict[NamedTicket, TicketPlace]) -> Iterator[HistoryRow]:
    """Yield a row for each subject that the fact concerns. The same may come twice."""
    assert fact.performance_id is not None
    of_tickets = [places[ticket] for ticket in _tickets(fact, ids) if ticket in places]
    subjects = (
        (Subject.ORDER, [ids.order, *(place.order_id for place in of_tickets)]),
        (Subject.SEAT, [*ids.seats, *(place.seat_idx for place in of_tickets)]),
        (Subject.HOLD, [ids.hold]),
    )
    for subject, numbers in subjects:
        for number in numbers:
            if number is not None:
                yield HistoryRow(fact.performance_id, subject, number, fact.at, fact.id)
