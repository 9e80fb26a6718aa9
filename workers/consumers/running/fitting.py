"""Which facts fit into a batch."""

from workers.consumers.consumer import JournalFact


def weight(fact: JournalFact) -> int:
    """Return how much work a fact is: each seat that it names is about as much as another fact."""
    seats = fact.payload.get("seats") if isinstance(fact.payload, dict) else None
    return max(1, len(seats)) if isinstance(seats, list) else 1


def first_that_fit(facts: list[JournalFact], size: int, topics: frozenset[str] | None = None) -> list[JournalFact]:
    """Return the first facts that together weigh at most `size`, but at least one. Those of other topics than the
    wanted ones weigh nothing."""
    total = 0
    for place, fact in enumerate(facts):
        total += weight(fact) if topics is None or fact.topic in topics else 0
        if total > size and place:
            return facts[:place]
    return facts


def whole_transactions(facts: list[JournalFact]) -> list[JournalFact]:
    """Return the facts without those of the last transaction, which may be incomplete, unless there is no other: rows
    that were changed together should be counted together."""
    before = [fact for fact in facts if fact.xid != facts[-1].xid] if facts else []
    return before or facts
