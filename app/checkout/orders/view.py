"""An order as its page shows it, fetched by its secret link."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.errors import NotFound
from app.events.price_table import Level
from app.events.pricing import SumLine
from app.events.tax_labels import read_tax_label
from app.language.messages import Message
from app.venues.seat_names import places_in_words, special_in_words
from db import pool


class OrderLine(msgspec.Struct, frozen=True):
    """One seat and its price before fees, in minor units. `refunded`: it was given back; `refund_under_way`: it is
    about to be; `void`: its ticket is void.

    `wheelchair`: it is a wheelchair space. `special`: its particularities in words, such as a restricted view."""

    idx: int
    section: str
    row: str
    label: str
    level: Level
    ticket_type: str
    amount: int
    refunded: bool = msgspec.field(name="back")
    refund_under_way: bool = False
    void: bool = False
    wheelchair: bool = False
    special: Message | None = None


class LineGroup(msgspec.Struct, frozen=True):
    """One or more lines that are shown as one; `amount`: their sum, in minor units."""

    place: Message
    ticket_type: str
    amount: int
    refunded: bool
    refund_under_way: bool
    void: bool
    special: Message | None = None


def group_lines(lines: Sequence[OrderLine]) -> list[LineGroup]:
    """Group the lines: each seat alone; standing places of one area, type and state together, as "Floor, 3 places"."""
    groups: dict[object, list[OrderLine]] = {}
    for line in lines:
        alike = (line.section, line.level.idx, line.ticket_type, line.refunded, line.refund_under_way, line.void)
        groups.setdefault(line.idx if line.label else alike, []).append(line)
    return [_line_group(group) for group in groups.values()]


def _line_group(group: list[OrderLine]) -> LineGroup:
    first = group[0]
    place = places_in_words(first.section, first.row, [line.label for line in group])
    amount = sum(line.amount for line in group)
    states = first.refunded, first.refund_under_way, first.void
    return LineGroup(place, first.ticket_type, amount, *states, special=first.special)


class RefundView(msgspec.Struct, frozen=True):
    """A refund as the fan sees it. `amount` in minor units; `voided`: its tickets are void."""

    amount: int
    state: str
    why: str
    created_at: datetime
    voided: bool


class Order(msgspec.Struct, frozen=True):
    """An order as its page shows it; money in minor units. `lines`, `fees` and `tax` add up to `total`; `included`: a
    tax within it.

    `pay_by`: until when its seats are kept while it is pending. `provider_status`: Stripe's last status of its payment;
    `payment_reported`: the fan's browser has just reported that it paid. `language`: the tag of the language of its
    mails and tickets."""

    id: int
    performance_id: int
    link: str
    reference: str
    name: str
    email: str
    state: str
    currency: str
    total: int
    pay_by: datetime | None
    created_at: datetime
    paid_at: datetime | None
    expired_at: datetime | None
    language: str
    provider_status: str = msgspec.field(name="bank")
    payment_reported: bool = msgspec.field(name="asked")
    lines: list[OrderLine] = []
    fees: list[SumLine] = []
    tax: SumLine | None = None
    included: SumLine | None = None
    refunds: list[RefundView] = []

    @property
    def address(self) -> str:
        """The path of the order's page."""
        return f"/orders/{self.performance_id}/{self.link}"

    @property
    def waits_for(self) -> str:
        """What a pending order waits for: "fan", who has to pay, or "bank", which has to answer."""
        return "bank" if self.payment_reported or self.provider_status == "processing" else "fan"

    @property
    def line_groups(self) -> list[LineGroup]:
        """Its lines as its page shows them."""
        return group_lines(self.lines)

    @property
    def wheelchairs(self) -> int:
        """The number of its wheelchair spaces."""
        return sum(line.wheelchair for line in self.lines)

    @property
    def seats(self) -> list[int]:
        """The seats' numbers, in order."""
        return [line.idx for line in self.lines]


PAYMENT_REPORT_SECONDS = 20
"""Seconds for which a fan whose browser reported a payment is not asked to pay again."""

ORDER = """
    SELECT o.id, o.performance_id, o.link, o.reference, o.name, o.email, o.state, o.currency, o.total, o.pay_by,
           o.created_at, o.paid_at, o.expired_at, o.language, coalesce(p.bank, '') AS provider_status,
           coalesce(p.asked_at > now() - make_interval(secs => $3), false) AS payment_reported,
           EXISTS (SELECT FROM refund r WHERE r.performance_id = o.performance_id AND r.order_id = o.id) AS has_refunds
    FROM "order" o
    LEFT JOIN payment p ON p.performance_id = o.performance_id AND p.order_id = o.id AND p.state = 'open'
    WHERE o.performance_id = $1 AND o.link = $2
"""
LINES = """
    SELECT x.kind, x.label AS text, x.amount, x.quantity, x.included, x.void, x.seat_idx AS idx, s.section, s."row",
           s.label, s.wheelchair, s.companion, s.restricted, l.idx AS level, l.key, l.name AS level_name,
           t.name AS ticket_type, r.voided_at IS NOT NULL AS refunded,
           r.id IS NOT NULL AND r.voided_at IS NULL AS refund_under_way
    FROM order_line x
    JOIN performance p ON p.id = x.performance_id
    LEFT JOIN plan_seat s ON s.plan = p.plan AND s.idx = x.seat_idx
    LEFT JOIN price_level l ON l.performance_id = x.performance_id AND l.idx = x.level
    LEFT JOIN ticket_type t ON t.performance_id = x.performance_id AND t.idx = x.ticket_type
    LEFT JOIN refund r ON r.performance_id = x.performance_id AND r.id = x.refund_id
    WHERE x.performance_id = $1 AND x.order_id = $2 ORDER BY x.line
"""
COPIED_COLUMNS = (
    "idx",
    "section",
    "row",
    "label",
    "ticket_type",
    "amount",
    "refunded",
    "refund_under_way",
    "void",
    "wheelchair",
)
"""Columns of LINES that an OrderLine has unchanged."""
REFUNDS = """
    SELECT amount, state, why, created_at, voided_at IS NOT NULL AS voided FROM refund
    WHERE performance_id = $1 AND order_id = $2
      AND (state NOT IN ('failed', 'canceled') OR voided_at IS NOT NULL OR why IN ('late', 'double'))
    ORDER BY id
"""


async def get_order_by_link(performance_id: int, link: str) -> Order:
    """Fetch the order with this link. Raises NotFound, whatever is wrong with the link."""
    row = await pool.fetch_row(ORDER, performance_id, link, PAYMENT_REPORT_SECONDS)
    if row is None:
        raise NotFound()
    facts = dict(row)
    key = performance_id, facts["id"]
    lines = await pool.fetch(LINES, *key)
    refunds = [RefundView(**refund) for refund in await pool.fetch(REFUNDS, *key)] if facts.pop("has_refunds") else []
    seats = [_line(line) for line in lines if line["kind"] == "seat"]
    return Order(**facts, lines=seats, refunds=refunds, **_sums([line for line in lines if line["kind"] != "seat"]))


def _sums(rows: list[pool.Record]) -> dict[str, Any]:
    sums = [(row["kind"], row["included"], SumLine(_label(row), row["amount"], row["quantity"])) for row in rows]
    return {
        "fees": [line for kind, _, line in sums if kind == "fee"],
        "tax": next((line for kind, included, line in sums if kind == "tax" and not included), None),
        "included": next((line for kind, included, line in sums if kind == "tax" and included), None),
    }


def _label(row: pool.Record) -> Message | str:
    return read_tax_label(row["text"], included=row["included"]) if row["kind"] == "tax" else str(row["text"])


def _line(row: pool.Record) -> OrderLine:
    level = Level(row["level"], row["key"], row["level_name"])
    special = special_in_words(**{name: row[name] for name in ("wheelchair", "companion", "restricted")})
    return OrderLine(level=level, special=special, **{name: row[name] for name in COPIED_COLUMNS})
