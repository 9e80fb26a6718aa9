"""Finds orders for staff: by name, address, reference, ticket serial, or a number of the payment provider."""

from datetime import datetime

import msgspec

from app.errors import AisleError, BadInput, NotFound
from app.language.messages import Items, Message, message
from app.language.translator import english
from app.tickets.base32 import ALPHABET, normalize
from db import pool

MAX_RESULTS = 50
REFERENCE_LETTERS = 8
"""Length of a reference, and of a ticket's serial."""


class AmbiguousReference(AisleError):
    """Several performances have an order of this reference; `detail` names them."""

    status, code, title = 409, "which_performance", message("Several orders have this reference")


class FoundOrder(msgspec.Struct, frozen=True):
    """An order found by staff. `total` in minor units; `seats`: how many it has or had."""

    performance_id: int
    id: int
    reference: str
    state: str
    title: str
    starts_at: datetime
    time_zone: str
    seats: int
    total: int
    currency: str
    name: str
    email: str

    @property
    def performance_text(self) -> str:
        """ "Opening Night at the Rex, Sat 10 Oct 2026, 19:30", by the venue's clock."""
        return f"{self.title}, {english.moment(self.starts_at, self.time_zone, 'date_time')}"


ORDERS = """
    SELECT o.performance_id, o.id, o.reference, o.state, e.title, p.starts_at, v.time_zone, o.total, o.currency,
           o.name, o.email, (SELECT count(*) FROM order_line l WHERE l.performance_id = o.performance_id
                             AND l.order_id = o.id AND l.kind = 'seat') AS seats
    FROM "order" o
    JOIN performance p ON p.id = o.performance_id
    JOIN event e ON e.id = p.event
    JOIN seating_plan g ON g.id = p.plan
    JOIN venue v ON v.id = g.venue
"""
# a serial is unique, and indexed, within its performance: the join looks it up in each performance
MATCHES = """
    WITH hit AS (
        SELECT performance_id, id FROM "order"
        WHERE strpos(lower(email), lower($1)) > 0 OR strpos(lower(name), lower($1)) > 0
        UNION SELECT performance_id, id FROM "order" WHERE reference = $2
        UNION SELECT performance_id, order_id FROM payment WHERE intent = $1
        UNION SELECT performance_id, order_id FROM refund WHERE number = $1
        UNION SELECT t.performance_id, t.order_id FROM performance p
              JOIN ticket t ON t.performance_id = p.id AND t.serial = $3)
"""
SEARCH = f"""{MATCHES} {ORDERS} JOIN hit ON hit.performance_id = o.performance_id AND hit.id = o.id
    ORDER BY o.created_at DESC, o.id DESC LIMIT $4"""
BY_REFERENCE = (
    f"{ORDERS} WHERE o.reference = $1 AND o.performance_id = coalesce($2, o.performance_id) ORDER BY p.starts_at"
)

BY_ID = f"{ORDERS} WHERE o.performance_id = $1 AND o.id = $2"


async def find_orders(words: str) -> list[FoundOrder]:
    """Find the newest orders, fifty-one at most, with these words in the e-mail address or name, or with this
    reference, ticket serial, intent or refund number in any spelling. Raises BadInput for empty words."""
    words = words.strip().replace("\0", "")
    if not words:
        raise BadInput(message("Say a name, an e-mail address, a reference, a ticket's number or a pi_ number."))
    serial = _spaced(words, " ")
    rows = await pool.fetch(SEARCH, words, _spaced(words, "-"), serial, MAX_RESULTS + 1)
    return [FoundOrder(**row) for row in rows]


async def get_order_by_reference(reference: str, performance_id: int | None = None) -> FoundOrder:
    """Fetch the order with this reference, in any spelling. Raises NotFound, or AmbiguousReference."""
    rows = await pool.fetch(BY_REFERENCE, _spaced(reference, "-"), performance_id)
    orders = [FoundOrder(**row) for row in rows]
    if not orders:
        raise NotFound(_no_order(reference, performance_id))
    if len(orders) > 1:
        raise AmbiguousReference(
            message(
                "{reference} is an order of several performances. Add --performance: {performances}.",
                reference=orders[0].reference,
                performances=Items(
                    tuple(f"{order.performance_id} ({order.performance_text})" for order in orders), "or"
                ),
            )
        )
    return orders[0]


def _no_order(reference: str, performance_id: int | None) -> Message:
    if performance_id is None:
        return message(
            "There is no order {reference}. `aisle order find` looks for names and addresses too.", reference=reference
        )
    return message(
        "There is no order {reference} at performance {performance}. `aisle order find` looks for names and addresses"
        " too.",
        reference=reference,
        performance=str(performance_id),
    )


async def get_order(performance_id: int, order_id: int) -> FoundOrder:
    """Fetch an order by its id. Raises NotFound."""
    row = await pool.fetch_row(BY_ID, performance_id, order_id)
    if row is None:
        raise NotFound(message("There is no such order."))
    return FoundOrder(**row)


def _spaced(typed: str, separator: str) -> str:
    """Normalize "rx10 7k2m" to "RX10-7K2M"; "" for text that cannot be a reference or a serial."""
    letters = normalize(typed)
    valid = len(letters) == REFERENCE_LETTERS and set(letters) <= set(ALPHABET)
    return f"{letters[:4]}{separator}{letters[4:]}" if valid else ""
