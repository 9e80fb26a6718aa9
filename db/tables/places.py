"""Tables of organizers, venues and their seating plans."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, ForeignKey, Integer, Real, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB


class Organizer(Table, tablename="organizer", db=DB):
    """A company or person that puts on events. `language`: the tag of the language of its own texts."""

    id = BigSerial(primary_key=True)
    slug = Text(unique=True)
    name = Text()
    language = Text(default="en")


class Venue(Table, tablename="venue", db=DB):
    """A building or ground where performances take place, with its time zone."""

    id = BigSerial(primary_key=True)
    slug = Text(unique=True)
    name = Text()
    city = Text()
    address = Text()
    time_zone = Text()


class SeatingPlan(Table, tablename="seating_plan", db=DB):
    """One version of one way to arrange a venue. Once published it never changes."""

    id = BigSerial(primary_key=True)
    venue = ForeignKey(Venue, null=False)
    name = Text()
    version = Integer()
    seats = Integer()
    drawing = JSONB()
    digest = Text()
    published_at = Timestamptz(null=True)
    created_at = Timestamptz()


class PlanSeat(Table, tablename="plan_seat", db=DB):
    """A seat of a plan. The key is (plan, idx); `left_idx` and `right_idx` are the idx of its neighbours."""

    plan = BigInt(primary_key=True)
    idx = Integer()
    guid = Text()
    section = Text()
    row = Text()
    label = Text()
    x = Real()
    y = Real()
    turn = Real()
    level = Text()
    wheelchair = Boolean()
    companion = Boolean()
    restricted = Boolean()
    aisle = Boolean()
    left_idx = Integer(null=True)
    right_idx = Integer(null=True)
    rank = Real()
    at_table = Text()
    view = Text()
