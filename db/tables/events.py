"""Tables of events, their performances and prices."""

from enum import StrEnum

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, ForeignKey, Integer, Real, SmallInt, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB
from db.tables.places import Organizer, SeatingPlan


class PerformanceState(StrEnum):
    """A draft is visible to staff only; a cancelled one sells nothing more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class FeeKind(StrEnum):
    """The unit of a fee's amount: minor units; for `percent`, hundredths of a percent of the ticket's price."""

    PER_TICKET = "per_ticket"
    PER_ORDER = "per_order"
    PERCENT = "percent"


class Event(Table, tablename="event", db=DB):
    """An advertised event, with one or more performances. `art` is the stem of its picture; `translations`: its texts
    in further languages."""

    id = BigSerial(primary_key=True)
    organizer = ForeignKey(Organizer, null=False)
    slug = Text(unique=True)
    title = Text()
    summary = Text()
    kind = Text()
    art = Text()
    hue = Real()
    chroma = Real()
    translations = JSONB(default="{}")


class Performance(Table, tablename="performance", db=DB):
    """One date of an event in one venue: what is on sale. A tax is optional: name, rate in millionths, and whether the
    prices include it."""

    id = BigSerial(primary_key=True)
    event = ForeignKey(Event, null=False)
    plan = ForeignKey(SeatingPlan, null=False)
    state = Text(choices=PerformanceState)
    starts_at = Timestamptz()
    doors_at = Timestamptz(null=True)
    on_sale_at = Timestamptz()
    off_sale_at = Timestamptz()
    hold_minutes = Integer()
    max_seats = Integer()
    seats_per_address = Integer(null=True, default=None)
    singles = Text()
    currency = Text()
    levels_digest = Text()
    published_at = Timestamptz(null=True)
    cancelled_at = Timestamptz(null=True)
    tax_name = Text(null=True, default=None)
    tax_rate = Integer(null=True, default=None)
    tax_included = Boolean(null=True, default=None)
    waiting_room = BigInt(null=True)


class PriceLevel(Table, tablename="price_level", db=DB):
    """A price level of a performance. The key is (performance_id, idx)."""

    performance_id = BigInt(primary_key=True)
    idx = SmallInt()
    key = Text()
    name = Text()


class TicketType(Table, tablename="ticket_type", db=DB):
    """A ticket type of a performance. The key is (performance_id, idx)."""

    performance_id = BigInt(primary_key=True)
    idx = SmallInt()
    name = Text()


class Price(Table, tablename="price", db=DB):
    """The price of a ticket type at a price level, in minor units."""

    performance_id = BigInt(primary_key=True)
    level = SmallInt()
    ticket_type = SmallInt()
    amount = BigInt()


class Fee(Table, tablename="fee", db=DB):
    """A fee of a performance. The key is (performance_id, idx). `absorbed`: the organizer pays it out of the price."""

    performance_id = BigInt(primary_key=True)
    idx = SmallInt()
    name = Text()
    kind = Text(choices=FeeKind)
    amount = BigInt()
    absorbed = Boolean()
