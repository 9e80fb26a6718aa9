"""One list of everything about money and mail that needs a person. Normally it is empty."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from app.checkout.settlement import attention_queries
from app.language.messages import Message, message
from app.payments.webhook_inbox import STUCK_AFTER_TRIES
from db import pool


class AttentionItem(msgspec.Struct, frozen=True):
    """One thing that needs a person. `handle`: its name for the commands. `do`: advice, in a few words. `newest`: when
    something last happened to it.

    `amount` in minor units, 0 where no money is at stake; `about`: the order by its reference, or the performance, ""
    where unknown; `performance_id`, `order_id`: of these."""

    handle: str
    kind: str
    what: str
    why: str
    since: datetime
    newest: datetime
    about: str
    amount: int
    currency: str
    do: str
    performance_id: int | None = None
    order_id: int | None = None


class Kind(msgspec.Struct, frozen=True):
    """A kind of item: its query, its title, and what to do about it, in which HANDLE and OBJECT are replaced.

    `must_end`: why staff cannot just take it off the list; None if they can."""

    query: str
    title: str
    advice: str
    must_end: Message | None = None


IT_IS_OWED = message(
    "It is money that is owed: it leaves the list when it goes back, or with aisle payments settled."
    " Nothing was changed."
)
IT_ENDS_BY_ITSELF = message("It is not settled yet, and leaves the list by itself when it is. Nothing was changed.")

KINDS = {
    "money_owed": Kind(
        attention_queries.OWED,
        "Money owed: a refund failed",
        "aisle payments retry HANDLE; or give it back in another way, then aisle payments settled HANDLE --how …",
        IT_IS_OWED,
    ),
    "paid_twice": Kind(
        attention_queries.PAID_TWICE,
        "Money went back twice: by hand, and at the payment company all the same",
        "ask the fan for one of the two, or let it be; then aisle payments acknowledge HANDLE --why …",
    ),
    "made_after_all": Kind(
        attention_queries.MADE_AFTER_ALL,
        "A refund that had ended here was made at the payment company all the same",
        "aisle payments adopt OBJECT; or, if that is right, aisle payments acknowledge HANDLE --why …",
    ),
    "used_and_refunded": Kind(
        attention_queries.USED_AND_REFUNDED,
        "Somebody came in with a ticket whose money went back; the seat stays theirs",
        "talk with them, or let it be; then aisle payments acknowledge HANDLE --why …",
    ),
    "payment_refused": Kind(
        attention_queries.PAYMENT_REFUSED,
        "The payment company refuses to take payments, for a reason that is ours",
        "mend what it says (the key, the price, the account); then aisle payments acknowledge HANDLE --why …",
    ),
    "refund_refused": Kind(
        attention_queries.REFUSED,
        "A refund failed at once; nothing went back",
        "adopt the one made at the payment company, if there is one; else aisle order refund once more, or tell the"
        " fan; then aisle payments acknowledge HANDLE --why …",
    ),
    "refund_stopped": Kind(
        attention_queries.STOPPED,
        "A refund was stopped before it left; nothing went back",
        "aisle order refund the other seats, or tell the fan; then aisle payments acknowledge HANDLE --why …",
    ),
    "refund_waits": Kind(
        attention_queries.WAITING,
        "A refund does not get on its way",
        "mend the account at the payment company, a worker goes on; while it has not left: aisle payments cancel HANDLE"
        " --why …, or give it back in another way, then aisle payments settled HANDLE --how …",
        IT_ENDS_BY_ITSELF,
    ),
    "made_elsewhere": Kind(
        attention_queries.ELSEWHERE,
        "A refund was made at the payment company itself, which voids no ticket",
        "aisle payments adopt HANDLE; or, if that is right, aisle payments acknowledge HANDLE --why …",
    ),
    "dispute": Kind(
        attention_queries.DISPUTED,
        "A fan's bank wants a payment back; its tickets are still as they were",
        "answer it at the payment company; aisle order void makes its tickets void",
    ),
    "dispute_lost": Kind(
        attention_queries.DISPUTE_LOST,
        "A dispute is lost: the money is gone; its tickets are valid",
        "aisle order void; or, if they may stay, aisle payments acknowledge HANDLE --why …",
    ),
    "dispute_won": Kind(
        attention_queries.DISPUTE_WON,
        "A dispute is won: the money is yours; its tickets are void",
        "aisle order refund gives the money back, or let the fan choose seats again and give that money back; then"
        " aisle payments acknowledge HANDLE --why …",
    ),
    "order_unsettled": Kind(
        attention_queries.UNSETTLED,
        "An order neither paid nor ended; its seats are kept",
        "look at its intent at the payment company: aisle order show names it",
        IT_ENDS_BY_ITSELF,
    ),
    "word_unhandled": Kind(
        attention_queries.UNHANDLED,
        "Word of the payment company is not handled",
        "mend what it says, then aisle payments retry HANDLE",
    ),
    "mail_unsent": Kind(
        attention_queries.UNSENT,
        "A mail that may not have arrived",
        "aisle order resend, or call the fan; then aisle payments acknowledge HANDLE --why …",
    ),
}
"""The most expensive kind comes first."""


async def get_attention_items() -> list[AttentionItem]:
    """Return everything that needs a person, by kind, the oldest first; without what staff have acknowledged, unless
    something newer has happened to it."""
    items = [item for name in KINDS for item in await _items_of_kind(name)]
    seen = await pool.fetch(attention_queries.SEEN, [item.handle for item in items]) if items else []
    seen_until: dict[str, datetime] = {row["handle"]: row["seen_until"] for row in seen}
    return [
        item
        for item in items
        if KINDS[item.kind].must_end or item.newest > seen_until.get(item.handle, datetime.min.replace(tzinfo=UTC))
    ]


async def _items_of_kind(name: str) -> list[AttentionItem]:
    kind = KINDS[name]
    rows = await pool.fetch(kind.query, *([STUCK_AFTER_TRIES] if name == "word_unhandled" else []))
    if not rows:
        return []
    names, last = await _names_of(rows), await _last_events(rows)
    items = [
        AttentionItem(
            handle=row["handle"],
            kind=name,
            what=kind.title,
            why=row["why"],
            since=row["since"],
            newest=max(row["newest"], last.get(row["object"], row["newest"])),
            about=names.get((row["performance_id"], row["order_id"]), ""),
            amount=row["amount"],
            currency=row["currency"],
            do=kind.advice.replace("HANDLE", row["handle"]).replace("OBJECT", row["object"]),
            performance_id=row["performance_id"],
            order_id=row["order_id"],
        )
        for row in rows
    ]
    return sorted(items, key=lambda item: item.since)


async def _names_of(rows: Sequence[pool.Record]) -> dict[tuple[int | None, int | None], str]:
    keys = [row["performance_id"] for row in rows], [row["order_id"] for row in rows]
    return {
        (row["performance_id"], row["order_id"]): row["about"]
        for row in await pool.fetch(attention_queries.NAMES, *keys)
    }


async def _last_events(rows: Sequence[pool.Record]) -> dict[str, datetime]:
    objects = [row["object"] for row in rows if row["object"]]
    found = await pool.fetch(attention_queries.LAST_EVENTS, objects) if objects else []
    return {row["about"]: row["at"] for row in found}
