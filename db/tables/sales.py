"""Tables of seats, holds, orders and tickets. Keys begin with performance_id; one function changes a status."""

from enum import IntEnum, StrEnum

from piccolo.columns import JSONB, BigInt, Boolean, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB


class SeatStatus(IntEnum):
    """The four statuses of a seat at a performance. A held seat whose hold has run out counts as open."""

    OPEN = 0
    HELD = 1
    SOLD = 2
    KILLED = 3


class OrderState(StrEnum):
    """The states of an order: pending → paid | expired; expired → paid for a late payment; paid → refunded."""

    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    REFUNDED = "refunded"


class Allocation(Table, tablename="allocation", db=DB):
    """Seats set aside for a named party; fans who know `code` may take them."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    name = Text()
    code = Text(null=True)


class Hold(Table, tablename="hold", db=DB):
    """A fan's short timed claim. Its expiry time is in the rows of its seats."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    person = Text()
    created_at = Timestamptz()
    lifted_at = Timestamptz(null=True)
    extended_at = Timestamptz(null=True)
    ended_at = Timestamptz(null=True)
    ended_as = Text(null=True)
    types = JSONB()


class Order(Table, tablename="order", db=DB):
    """A purchase. `link` is the secret part of its address."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    link = Text()
    reference = Text()
    hold_id = BigInt()
    person = Text()
    email = Text()
    name = Text()
    language = Text()
    channel = Text()
    state = Text(choices=OrderState)
    currency = Text()
    total = BigInt()
    pay_by = Timestamptz(null=True)
    created_at = Timestamptz()
    paid_at = Timestamptz(null=True)
    expired_at = Timestamptz(null=True)
    look_at = Timestamptz(null=True)
    looks = Integer()
    trouble = Text()
    refunded_at = Timestamptz(null=True)


class OrderLine(Table, tablename="order_line", db=DB):
    """One priced thing: a seat, a fee, a tax. The key is (performance_id, order_id, line).

    `extra`: fees and taxes of this ticket · `included`: a tax that is part of the price, not added to it · `void`: its
    ticket is void."""

    performance_id = BigInt(primary_key=True)
    order_id = BigInt()
    line = SmallInt()
    kind = Text()
    seat_idx = Integer(null=True)
    level = SmallInt(null=True)
    ticket_type = SmallInt(null=True)
    label = Text()
    quantity = Integer()
    amount = BigInt()
    extra = BigInt()
    included = Boolean()
    refund_id = BigInt(null=True)
    void = Boolean()


class Seat(Table, tablename="seat", db=DB):
    """A seat at a performance. The key is (performance_id, idx); an idx always means the same seat."""

    performance_id = BigInt(primary_key=True)
    idx = Integer()
    status = SmallInt(choices=SeatStatus)
    price_level = SmallInt()
    allocation = BigInt(null=True)
    hold_id = BigInt(null=True)
    hold_expires_at = Timestamptz(null=True)
    order_id = BigInt(null=True)
    area = Integer(null=True)


class Ticket(Table, tablename="ticket", db=DB):
    """The right to enter, until it is void. `void_reason`: the words of staff who made it void without a refund."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    order_id = BigInt()
    seat_idx = Integer()
    ticket_type = SmallInt()
    serial = Text()
    state = Text()
    issued_at = Timestamptz()
    voided_at = Timestamptz(null=True)
    void_reason = Text()


class Scan(Table, tablename="scan", db=DB):
    """A reading of a ticket at a gate. `overridden`: a supervisor let its holder in. `outcome`: what was shown."""

    performance_id = BigInt()
    id = BigInt(primary_key=True)
    ticket_id = BigInt()
    at = Timestamptz()
    gate = Text()
    admitted = Boolean()
    overridden = Boolean()
    outcome = Text()
