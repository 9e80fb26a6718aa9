"""The journal: one append-only row per fact, written in the transaction that makes it true.

Topics and payloads are ours and listed here. Payloads hold ids, never names or addresses."""

from typing import Any

import msgspec

from db.pool import Connection


class Fact(msgspec.Struct, frozen=True, tag_field="topic"):
    """One change that was committed. Its tag is the topic; its fields are the payload."""


class SeatsHeld(Fact, frozen=True, tag="seats.held"):
    hold: int
    seats: list[int]


class SeatsReleased(Fact, frozen=True, tag="seats.released"):
    """Seats became open. `hold` is null when an order released them."""

    seats: list[int]
    hold: int | None = None


class SeatsSold(Fact, frozen=True, tag="seats.sold"):
    order: int
    seats: list[int]


class SeatsKilled(Fact, frozen=True, tag="seats.killed"):
    seats: list[int]


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


SeatFact = SeatsHeld | SeatsReleased | SeatsSold | SeatsKilled | HoldExtended
OrderFact = OrderOpened | OrderPaid | OrderExpired | OrderRefunded
MoneyFact = PaymentSucceeded | PaymentCanceled | RefundOpened | RefundSettled | DisputeChanged | AttentionAcknowledged
TicketFact = TicketIssued | TicketVoided | TicketScanned
PerformanceFact = PerformancePublished | PerformanceCancelled
DrawFact = QueueOpened | QueueSealed | QueueClosed | QueueDrawn
QueueFact = QueueCalled | QueueAdmitted | QueueGaveUp | QueueLetThrough | QueueSteered | QueueEnded
AnyFact = SeatFact | OrderFact | MoneyFact | TicketFact | PerformanceFact | DrawFact | QueueFact
RECORD_SQL = """
    INSERT INTO journal (performance_id, topic, payload, actor)
    SELECT $1, f.topic, f.payload::jsonb, $4
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY f(topic, payload, n) ORDER BY f.n
"""


async def record(connection: Connection, performance_id: int, *facts: AnyFact, actor: str) -> None:
    """Append facts in this order, in one round trip. `actor` is person:<session>, staff:<member> or a worker's name."""
    payloads: list[dict[str, Any]] = [msgspec.to_builtins(fact) for fact in facts]
    topics = [payload.pop("topic") for payload in payloads]
    texts = [msgspec.json.encode(payload).decode() for payload in payloads]
    await connection.execute(RECORD_SQL, performance_id, topics, texts, actor)
