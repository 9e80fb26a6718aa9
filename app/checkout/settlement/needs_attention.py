"""One list of everything about money and mail that needs a person. Normally it is empty."""

from datetime import datetime

import msgspec

from app.payments.webhook_inbox import STUCK_AFTER_TRIES
from db import pool


class AttentionItem(msgspec.Struct, frozen=True):
    """One thing that needs a person. `handle`: its name for `aisle payments retry`. `do`: advice, in a few words.

    `amount` in minor units, 0 where no money is at stake; `about`: the order by its reference, "" where unknown."""

    handle: str
    kind: str
    what: str
    why: str
    since: datetime
    about: str
    amount: int
    currency: str
    do: str


OWED = """
    SELECT 'refund' AS noun, performance_id, order_id, id::text, settled_at AS since, amount, currency,
           CASE why WHEN 'asked' THEN 'its tickets are void' WHEN 'late' THEN 'it came when the seats had gone'
                ELSE 'it was paid twice' END || coalesce('; ' || nullif(trouble, ''), '') AS why
    FROM refund WHERE state = 'failed' AND (voided_at IS NOT NULL OR why <> 'asked')
"""
# a later refund of the order shows that staff have seen it
REFUSED = """
    SELECT 'refund' AS noun, performance_id, order_id, id::text, settled_at AS since, amount, currency, trouble AS why
    FROM refund x WHERE state = 'failed' AND voided_at IS NULL AND why = 'asked'
      AND settled_at > now() - interval '14 days' AND NOT EXISTS (SELECT FROM refund y
          WHERE y.performance_id = x.performance_id AND y.order_id = x.order_id AND y.id > x.id)
"""
WAITING = """
    SELECT 'refund' AS noun, performance_id, order_id, id::text, created_at AS since, amount, currency,
           coalesce(nullif(trouble, ''), 'the payment company has not answered') AS why
    FROM refund WHERE state IN ('wanted', 'pending')
      AND (trouble <> '' OR (state = 'wanted' AND created_at < now() - interval '1 hour'))
"""
# several events may be about one refund
ELSEWHERE = """
    SELECT DISTINCT ON (i.about) '' AS noun, m.performance_id, m.order_id, i.event_id AS id, i.received_at AS since,
           0 AS amount, '' AS currency, i.about AS why
    FROM inbox i LEFT JOIN payment m ON m.intent = i.payload -> 'data' -> 'object' ->> 'payment_intent'
    WHERE i.outcome = 'made_elsewhere' AND i.handled_at > now() - interval '30 days' ORDER BY i.about, i.received_at
"""
DISPUTED = ELSEWHERE.replace("made_elsewhere", "disputed").replace("30 days", "90 days")
UNSETTLED = """
    SELECT 'order' AS noun, performance_id, id AS order_id, id::text, pay_by AS since, total AS amount, currency,
           coalesce(nullif(trouble, ''), 'no worker has asked the payment company about it') AS why
    FROM "order" WHERE state = 'pending' AND pay_by < now() - interval '30 minutes'
"""
UNHANDLED = """
    SELECT '' AS noun, NULL::bigint AS performance_id, NULL::bigint AS order_id, event_id AS id, received_at AS since,
           0 AS amount, '' AS currency,
           kind || ' ' || about || ': ' || coalesce(nullif(trouble, ''), 'no worker finished it') AS why
    FROM inbox WHERE handled_at IS NULL AND tries >= $1
"""
# a later mail of the same kind shows that staff sent it again; one that is no longer true need not be sent
UNSENT = """
    SELECT 'mail' AS noun, x.performance_id, x.order_id, x.id::text, x.created_at AS since, 0 AS amount, '' AS currency,
           x.kind || CASE WHEN x.refused_at IS NOT NULL THEN ', refused'
               WHEN x.handed_at IS NOT NULL THEN ', may have arrived' ELSE ', tried ' || x.tries || ' times' END
               || coalesce(': ' || nullif(x.trouble, ''), '') AS why
    FROM mail x JOIN "order" o ON o.performance_id = x.performance_id AND o.id = x.order_id
    WHERE x.sent_at IS NULL
      AND (x.refused_at IS NOT NULL OR x.handed_at < now() - interval '2 minutes'
           OR (x.handed_at IS NULL AND x.tries > 5))
      AND NOT EXISTS (SELECT FROM mail y WHERE y.performance_id = x.performance_id AND y.order_id = x.order_id
          AND y.kind = x.kind AND y.refund_id IS NOT DISTINCT FROM x.refund_id AND y.id > x.id)
      AND (x.kind <> 'confirmation' OR o.state = 'paid')
      AND NOT EXISTS (SELECT FROM refund r
          WHERE r.performance_id = x.performance_id AND r.id = x.refund_id AND r.state = 'failed')
"""
NAMES = """
    SELECT o.performance_id, o.id, o.reference || ' of performance ' || o.performance_id || ', ' || e.title AS about
    FROM unnest($1::bigint[], $2::bigint[]) k(performance_id, id) JOIN "order" o USING (performance_id, id)
    JOIN performance p ON p.id = o.performance_id JOIN event e ON e.id = p.event
"""

QUERIES = {
    "money_owed": OWED,
    "refund_refused": REFUSED,
    "refund_waits": WAITING,
    "made_elsewhere": ELSEWHERE,
    "disputed": DISPUTED,
    "order_unsettled": UNSETTLED,
    "word_unhandled": UNHANDLED,
    "mail_unsent": UNSENT,
}
"""By kind; the most expensive kind comes first."""
TITLES = {
    "money_owed": "Money owed: a refund failed",
    "refund_refused": "A refund failed at once; the tickets are valid",
    "refund_waits": "A refund does not get on its way",
    "made_elsewhere": "A refund was made at the payment company itself; its tickets are still valid",
    "disputed": "A fan's bank wants a payment back; its tickets are still valid",
    "order_unsettled": "An order neither paid nor ended; its seats are kept",
    "word_unhandled": "Word of the payment company is not handled",
    "mail_unsent": "A mail that may not have arrived",
}
ADVICE = {
    "money_owed": (
        "aisle payments retry HANDLE; or give it back in another way, then aisle payments settled HANDLE --how …"
    ),
    "refund_refused": "aisle order refund once more, or tell the fan",
    "refund_waits": "mend the account at the payment company; a worker goes on",
    "made_elsewhere": "look at the order; refunds of this house are made with aisle order refund",
    "disputed": "answer it at the payment company, and refund the order here if it is lost",
    "order_unsettled": "look at its intent at the payment company: aisle order show names it",
    "word_unhandled": "mend what it says, then aisle payments retry HANDLE",
    "mail_unsent": "aisle order resend, or call the fan",
}
"""In it, HANDLE is replaced by the handle of the item."""


async def get_attention_items() -> list[AttentionItem]:
    """Return everything that needs a person, by kind, the oldest first."""
    return [item for kind in QUERIES for item in await _items_of_kind(kind)]


async def _items_of_kind(kind: str) -> list[AttentionItem]:
    rows = await pool.fetch(QUERIES[kind], *([STUCK_AFTER_TRIES] if kind == "word_unhandled" else []))
    keys = [(row["performance_id"], row["order_id"]) for row in rows]
    orders = await pool.fetch(NAMES, [key[0] for key in keys], [key[1] for key in keys]) if keys else []
    names = {(row["performance_id"], row["id"]): row["about"] for row in orders}
    items = []
    for row, key in zip(rows, keys, strict=True):
        handle = f"{row['noun']}:{row['performance_id']}:{row['id']}" if row["noun"] else row["id"]
        facts = {name: row[name] for name in ("why", "since", "amount", "currency")}
        advice = ADVICE[kind].replace("HANDLE", handle)
        items.append(AttentionItem(handle, kind, TITLES[kind], **facts, about=names.get(key, ""), do=advice))
    return sorted(items, key=lambda item: item.since)
