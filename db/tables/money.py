"""Tables of payments, refunds, stored webhooks and mail. Each state is changed by one function only."""

from enum import StrEnum

from piccolo.columns import JSONB, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB


class PaymentState(StrEnum):
    """The states of a payment: open → succeeded | canceled."""

    OPEN = "open"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class RefundState(StrEnum):
    """The states of a refund: wanted → pending → succeeded; wanted and pending may also become failed."""

    WANTED = "wanted"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Payment(Table, tablename="payment", db=DB):
    """One PaymentIntent. Without `intent` it cannot have been charged."""

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


class Refund(Table, tablename="refund", db=DB):
    """Money to return to a fan. `voided_at`: when its tickets became void."""

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
