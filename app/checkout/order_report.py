"""Everything that is stored about one order, for staff who talk with its fan."""

from datetime import datetime
from typing import Any

import msgspec

from app.checkout.orders.search import FoundOrder
from app.history.read import SubjectHistory, get_order_history
from app.language.messages import Message
from app.venues.seat_names import place_in_words
from db import pool

MAX_FACTS = 12
"""The newest facts of its history are shown."""


class LineRow(msgspec.Struct, frozen=True):
    """A seat, a fee or a tax, in minor units; `included`: shown, not added to the total. `refund`: the id of its
    refund.

    `ticket_type`: of a seat, else None."""

    label: str
    kind: str
    ticket_type: str | None
    quantity: int
    amount: int
    included: bool
    refund: int | None


class PaymentRow(msgspec.Struct, frozen=True):
    """A payment. `provider_status`: its last status at Stripe. `error_text`: why Stripe refuses to take it."""

    state: str
    amount: int
    intent: str | None
    provider_status: str
    created_at: datetime
    settled_at: datetime | None
    error_text: str


class DisputeRow(msgspec.Struct, frozen=True):
    """A dispute about a payment of the order. `due_by`: until when it may be answered."""

    id: str
    status: str
    reason: str
    amount: int
    due_by: datetime | None
    changed_at: datetime


class RefundRow(msgspec.Struct, frozen=True):
    """A refund. `provider_id`: its id at Stripe. `error_text`: why it failed, was canceled, or has not been sent yet;
    `how`: how it went back by hand; `has_seats`: tickets became void with it."""

    id: int
    state: str
    reason: str
    amount: int
    provider_id: str | None
    created_at: datetime
    voided_at: datetime | None
    settled_at: datetime | None
    error_text: str
    how: str
    has_seats: bool


class TicketRow(msgspec.Struct, frozen=True):
    """A ticket; `admitted_at`, `gate`: when and where it admitted a fan; `overridden`: because a supervisor decided so.
    `void_reason`: staff's words."""

    id: int
    serial: str
    section: str
    row: str
    label: str
    type_name: str
    state: str
    voided_at: datetime | None
    void_reason: str
    admitted_at: datetime | None
    gate: str | None
    overridden: bool

    @property
    def place(self) -> Message:
        """ "Stalls, row G, seat 11"."""
        return place_in_words(self.section, self.row, self.label)


class MailRow(msgspec.Struct, frozen=True):
    """A mail and its state: sent; handed over (it may have arrived); refused; or waiting."""

    id: int
    kind: str
    created_at: datetime
    try_at: datetime
    tries: int
    handed_at: datetime | None
    sent_at: datetime | None
    refused_at: datetime | None
    error_text: str


class OrderReport(msgspec.Struct, frozen=True):
    """The report. `link`: the secret part of the address of the order's page, which gives access to the tickets."""

    order: FoundOrder
    venue: str
    link: str
    error_text: str
    instants: dict[str, datetime]
    lines: list[LineRow]
    payments: list[PaymentRow]
    refunds: list[RefundRow]
    disputes: list[DisputeRow]
    tickets: list[TicketRow]
    mails: list[MailRow]
    history: SubjectHistory


HEAD = """
    SELECT o.link, o.trouble, v.name AS venue, o.created_at AS opened, o.pay_by AS "to be paid by", o.paid_at AS paid,
           o.expired_at AS expired, o.refunded_at AS refunded
    FROM "order" o JOIN performance p ON p.id = o.performance_id JOIN seating_plan g ON g.id = p.plan
    JOIN venue v ON v.id = g.venue WHERE o.performance_id = $1 AND o.id = $2
"""
INSTANTS = ("opened", "to be paid by", "paid", "expired", "refunded")
LINES = """
    SELECT l.label, l.kind, t.name AS ticket_type, l.quantity, l.amount, l.included, l.refund_id AS refund
    FROM order_line l LEFT JOIN ticket_type t ON t.performance_id = l.performance_id AND t.idx = l.ticket_type
    WHERE l.performance_id = $1 AND l.order_id = $2 ORDER BY l.included, l.line
"""
PAYMENTS = """
    SELECT state, amount, intent, bank AS provider_status, created_at, settled_at, trouble AS error_text FROM payment
    WHERE performance_id = $1 AND order_id = $2 ORDER BY id
"""
REFUNDS = """
    SELECT id, state, why AS reason, amount, number AS provider_id, created_at, voided_at, settled_at,
           trouble AS error_text, how,
           EXISTS (SELECT FROM order_line l WHERE l.performance_id = $1 AND l.order_id = $2 AND l.refund_id = r.id)
               AS has_seats
    FROM refund r
    WHERE performance_id = $1 AND order_id = $2 ORDER BY id
"""
DISPUTES = """
    SELECT id, status, reason, amount, due_by, changed_at FROM dispute
    WHERE performance_id = $1 AND order_id = $2 ORDER BY opened_at, id
"""
TICKETS = """
    SELECT t.id, t.serial, s.section, s."row", s.label, y.name AS type_name, t.state, t.voided_at,
           t.void_reason, x.at AS admitted_at, x.gate, coalesce(x.overridden, false) AS overridden
    FROM ticket t JOIN performance p ON p.id = t.performance_id
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = t.seat_idx
    JOIN ticket_type y ON y.performance_id = t.performance_id AND y.idx = t.ticket_type
    LEFT JOIN scan x ON x.performance_id = t.performance_id AND x.ticket_id = t.id AND x.admitted
    WHERE t.performance_id = $1 AND t.order_id = $2 ORDER BY t.seat_idx, t.id
"""
MAILS = """
    SELECT id, kind, created_at, try_at, tries, handed_at, sent_at, refused_at, trouble AS error_text
    FROM mail
    WHERE performance_id = $1 AND order_id = $2 ORDER BY id
"""


async def get_order_report(order: FoundOrder) -> OrderReport:
    """Fetch the report of this order."""
    key = order.performance_id, order.id
    head = (await pool.fetch(HEAD, *key))[0]
    return OrderReport(
        order=order,
        venue=head["venue"],
        link=head["link"],
        error_text=head["trouble"],
        instants={name: head[name] for name in INSTANTS if head[name]},
        lines=await _read(LINES, LineRow, *key),
        payments=await _read(PAYMENTS, PaymentRow, *key),
        disputes=await _read(DISPUTES, DisputeRow, *key),
        refunds=await _read(REFUNDS, RefundRow, *key),
        tickets=await _read(TICKETS, TicketRow, *key),
        mails=await _read(MAILS, MailRow, *key),
        history=await get_order_history(*key, MAX_FACTS),
    )


async def _read(sql: str, kind: Any, *arguments: Any) -> list[Any]:
    return [kind(**row) for row in await pool.fetch(sql, *arguments)]
