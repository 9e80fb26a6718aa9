"""Tables of payments, refunds, disputes, stored webhooks and mail. Each state is changed by one function only."""

from enum import StrEnum

from piccolo.columns import JSONB, Array, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB


class PaymentState(StrEnum):
    """The states of a payment: open → succeeded | canceled."""

    OPEN = "open"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class RefundState(StrEnum):
    """The states of a refund. Which may follow which is in the view `refund_transition`, and enforced by the
    database."""

    WANTED = "wanted"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    BY_HAND = "by_hand"
    CANCELED = "canceled"


class Payment(Table, tablename="payment", db=DB):
    """One PaymentIntent. Without `intent` it cannot have been charged. `refused_at`, `trouble`: since when and why the
    provider refuses to take it, for a reason that is ours."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    order_id = BigInt()
    state = Text(choices=PaymentState)
    intent = Text(null=True)
    idempotency_key = Text(unique=True)
    amount = BigInt()
    currency = Text()
    bank = Text()
    asked_at = Timestamptz(null=True)
    created_at = Timestamptz()
    settled_at = Timestamptz(null=True)
    trouble = Text()
    refused_at = Timestamptz(null=True)


class Refund(Table, tablename="refund", db=DB):
    """Money to return to a fan. `voided_at`: when its tickets became void. `sent_at`: since when the provider may have
    it. `how`: how it went back by hand. `stopped`: its ticket was used. `unexpected_id`: the provider made it although
    it had ended here."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    order_id = BigInt()
    payment_id = BigInt(null=True)
    state = Text(choices=RefundState)
    why = Text()
    amount = BigInt()
    currency = Text()
    idempotency_key = Text(unique=True)
    number = Text(null=True)
    created_at = Timestamptz()
    voided_at = Timestamptz(null=True)
    settled_at = Timestamptz(null=True)
    look_at = Timestamptz()
    looks = Integer()
    trouble = Text()
    sent_at = Timestamptz(null=True)
    tried_at = Timestamptz(null=True)
    how = Text()
    stopped = Boolean()
    earlier_numbers = Array(Text())
    unexpected_id = Text(null=True)
    unexpected_at = Timestamptz(null=True)


class Dispute(Table, tablename="dispute", db=DB):
    """A payment that a fan's bank wants back. `status` is the provider's word. The key is (performance_id, id)."""

    performance_id = BigInt()
    id = Text(primary_key=True)
    order_id = BigInt()
    payment_id = BigInt()
    status = Text()
    reason = Text()
    amount = BigInt()
    currency = Text()
    due_by = Timestamptz(null=True)
    read_at = Timestamptz()
    opened_at = Timestamptz()
    changed_at = Timestamptz()


class Acknowledgement(Table, tablename="acknowledgement", db=DB):
    """What staff have seen and taken off the list of what needs a person."""

    handle = Text(primary_key=True)
    seen_until = Timestamptz()
    at = Timestamptz()
    why = Text()
    actor = Text()


class Inbox(Table, tablename="inbox", db=DB):
    """A webhook of a provider, each stored once. The key is (provider, event_id)."""

    provider = Text()
    event_id = Text(primary_key=True)
    kind = Text()
    about = Text()
    payload = JSONB()
    received_at = Timestamptz()
    try_at = Timestamptz()
    tries = Integer()
    handled_at = Timestamptz(null=True)
    outcome = Text()
    trouble = Text()


class Mail(Table, tablename="mail", db=DB):
    """One mail about an order, rendered when it is sent. With `handed_at` and without `sent_at` it may have arrived."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    order_id = BigInt()
    kind = Text()
    refund_id = BigInt(null=True)
    created_at = Timestamptz()
    try_at = Timestamptz()
    tries = Integer()
    handed_at = Timestamptz(null=True)
    sent_at = Timestamptz(null=True)
    refused_at = Timestamptz(null=True)
    trouble = Text()
