"""The journal: one append-only row per fact, written in the transaction that makes it true.

Topics and payloads are ours and listed here. Payloads hold ids, never names or addresses."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args

import msgspec

from db.pool import Connection

MAX_SEATS = 500
"""Seats that one fact may name: consumers read the rows of all seats of a fact in one statement."""


class Fact(msgspec.Struct, frozen=True, tag_field="topic"):
    """One change that was committed. Its tag is the topic; its fields are the payload."""


class SeatsHeld(Fact, frozen=True, tag="seats.held"):
    hold: int
    seats: list[int]


class SeatsReleased(Fact, frozen=True, tag="seats.released"):
    """Seats became open. `hold`: whose they were; null when an order released them, or when staff open killed seats.

    Written by `expiry` for seats of a hold that had run out and are taken at once, before the fact about that."""

    seats: list[int]
    hold: int | None = None


class SeatsSold(Fact, frozen=True, tag="seats.sold"):
    order: int
    seats: list[int]


class SeatsKilled(Fact, frozen=True, tag="seats.killed"):
    """Seats went off sale."""

    seats: list[int]


class SeatsAllocated(Fact, frozen=True, tag="seats.allocated"):
    """Seats were set aside for an allocation. `allocation`: null when they were given back to general sale."""

    seats: list[int]
    allocation: int | None = None


class HoldExtended(Fact, frozen=True, tag="hold.extended"):
    hold: int
    why: str
    until: str


class OrderOpened(Fact, frozen=True, tag="order.opened"):
    """An order was opened. Its seats stay held, now by the order."""

    order: int
    hold: int
    seats: list[int]


class OrderPaid(Fact, frozen=True, tag="order.paid"):
    order: int


class OrderExpired(Fact, frozen=True, tag="order.expired"):
    order: int


class OrderRefunded(Fact, frozen=True, tag="order.refunded"):
    """The last valid ticket of an order became void."""

    order: int


class PaymentOpened(Fact, frozen=True, tag="payment.opened"):
    """A payment was opened: nothing is charged yet; `amount` in minor units."""

    order: int
    payment: int
    amount: int


class PaymentDeclined(Fact, frozen=True, tag="payment.declined"):
    """A card was declined; the payment stays open. `reason`: a class of reasons, see `app/payments/declines.py`."""

    order: int
    payment: int
    reason: str


class PaymentSucceeded(Fact, frozen=True, tag="payment.succeeded"):
    """A payment succeeded; `amount` in minor units."""

    order: int
    payment: int
    amount: int


class PaymentCanceled(Fact, frozen=True, tag="payment.canceled"):
    """A payment was canceled and can never succeed."""

    order: int
    payment: int


class RefundOpened(Fact, frozen=True, tag="refund.opened"):
    """A refund was opened, to be sent; `amount` in minor units."""

    order: int
    refund: int
    amount: int
    why: str


class RefundSettled(Fact, frozen=True, tag="refund.settled"):
    """A refund has a new `state`: pending, succeeded, failed, by_hand (staff gave it back in another way: final) or
    canceled (it never left)."""

    order: int
    refund: int
    state: str


class DisputeChanged(Fact, frozen=True, tag="payment.disputed"):
    """A dispute about a payment was opened or has a new status; `dispute`: its number at the payment provider."""

    order: int
    payment: int
    dispute: str
    status: str


class AttentionAcknowledged(Fact, frozen=True, tag="attention.acknowledged"):
    """Staff took the item with this handle off the list of what needs a person. `order`: null where it has none."""

    handle: str
    order: int | None = None


class TicketVoided(Fact, frozen=True, tag="ticket.voided"):
    """Tickets became void and no longer admit."""

    order: int
    tickets: list[int]


class TicketIssued(Fact, frozen=True, tag="ticket.issued"):
    order: int
    tickets: list[int]


class TicketScanned(Fact, frozen=True, tag="ticket.scanned"):
    """A ticket was read at a gate. `outcome`: what was shown there, such as again or refund_under_way. `overridden`: a
    supervisor admitted it although a refund is under way."""

    ticket: int
    admitted: bool
    overridden: bool = False
    outcome: str = ""


class PerformancePublished(Fact, frozen=True, tag="performance.published"):
    """A performance was published with all its seats; its whole map is rebuilt."""

    seats: int


class PerformanceCancelled(Fact, frozen=True, tag="performance.cancelled"):
    """A performance was cancelled: nothing more is sold."""


class QueueOpened(Fact, frozen=True, tag="queue.opened"):
    """A waiting room was created or changed; `mode`: off, automatic or on."""

    room: int
    mode: str


class QueueSealed(Fact, frozen=True, tag="queue.sealed"):
    """The draw was sealed: the hash of its key, in hex, published before the first number is given."""

    room: int
    seal: str


class QueueClosed(Fact, frozen=True, tag="queue.closed"):
    """Numbers 1 to `n` take part in the draw; `root` (hex) binds their leaves."""

    room: int
    n: int
    root: str


class QueueDrawn(Fact, frozen=True, tag="queue.drawn"):
    """The key was opened; `seed` (hex) gives the order. `without`: why it contains no public randomness."""

    room: int
    seed: str
    without: str | None = None


class QueueCalled(Fact, frozen=True, tag="queue.called"):
    """Every place up to `serving` was called."""

    room: int
    serving: int


class QueueAdmitted(Fact, frozen=True, tag="queue.admitted"):
    """These numbers were admitted and got their pass."""

    room: int
    numbers: list[int]


class QueueGaveUp(Fact, frozen=True, tag="queue.gave_up"):
    """A fan left the queue or gave up their pass."""

    room: int
    number: int


class QueueLetThrough(Fact, frozen=True, tag="queue.let_through"):
    """Staff let a number in before its turn."""

    room: int
    number: int


class QueueSteered(Fact, frozen=True, tag="queue.steered"):
    """`what`: paused, resumed, rate, target, message, engaged, quiet; `to`: what it is now."""

    room: int
    what: str
    to: str


class QueueEnded(Fact, frozen=True, tag="queue.ended"):
    """A room ended: sold_out, over, cancelled, or a reason given by staff."""

    room: int
    how: str


SeatFact = SeatsHeld | SeatsReleased | SeatsSold | SeatsKilled | SeatsAllocated | HoldExtended
OrderFact = OrderOpened | OrderPaid | OrderExpired | OrderRefunded
PaymentFact = PaymentOpened | PaymentDeclined | PaymentSucceeded | PaymentCanceled | DisputeChanged
MoneyFact = PaymentFact | RefundOpened | RefundSettled | AttentionAcknowledged
TicketFact = TicketIssued | TicketVoided | TicketScanned
PerformanceFact = PerformancePublished | PerformanceCancelled
DrawFact = QueueOpened | QueueSealed | QueueClosed | QueueDrawn
QueueFact = QueueCalled | QueueAdmitted | QueueGaveUp | QueueLetThrough | QueueSteered | QueueEnded
AnyFact = SeatFact | OrderFact | MoneyFact | TicketFact | PerformanceFact | DrawFact | QueueFact
TOPICS = frozenset(fact.__struct_config__.tag for fact in get_args(AnyFact))
"""The topics that this release knows: the journal may have others, of a newer one."""
RECORD_SQL = """
    INSERT INTO journal (organizer_id, performance_id, topic, payload, actor, trace)
    SELECT coalesce($5, organizer_of($1)), $1, f.topic, f.payload::jsonb, $4, $6
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY f(topic, payload, n) ORDER BY f.n
"""


async def record(
    connection: Connection,
    performance_id: int | None,
    *facts: AnyFact,
    actor: str,
    organizer_id: int | None = None,
    trace: str | None = None,
) -> None:
    """Append facts in this order, in one round trip. `actor` is person:<session>, staff:<member> or a worker's name.

    `performance_id`: None for facts about none, such as members and settings. `organizer_id`: for such facts; else it
    is that of the performance. `trace`: the trace context (W3C) of the request."""
    payloads: list[dict[str, Any]] = [msgspec.to_builtins(fact) for fact in facts]
    topics = [payload.pop("topic") for payload in payloads]
    texts = [msgspec.json.encode(payload).decode() for payload in payloads]
    await connection.execute(RECORD_SQL, performance_id, topics, texts, actor, organizer_id, trace)


def facts_about_seats(build: Callable[[list[int]], SeatFact], seats: Sequence[int]) -> Iterator[SeatFact]:
    """Yield what `build` makes of these seats: a fact for every 500 of them."""
    for first in range(0, len(seats), MAX_SEATS):
        yield build(list(seats[first : first + MAX_SEATS]))
