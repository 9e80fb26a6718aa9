"""Tables of waiting rooms: numbers, the draw of their order, admissions, and the public log."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from db.engine import DB


class WaitingRoom(Table, tablename="waiting_room", db=DB):
    """The waiting room of one performance, or of several of an event. `serving`: the highest place called."""

    id = BigSerial(primary_key=True)
    performance_id = BigInt()
    mode = Text()
    opens_at = Timestamptz()
    draws_at = Timestamptz(null=True)
    target = Integer()
    per_minute = Integer(null=True)
    come_in_minutes = Integer()
    shop_minutes = Integer()
    last_number = BigInt()
    serving = BigInt()
    log_n = BigInt()
    log_hash = Bytea()
    mind = JSONB()
    ticked_at = Timestamptz()
    engaged_at = Timestamptz(null=True)
    paused_at = Timestamptz(null=True)
    message = Text()
    ended_at = Timestamptz(null=True)
    ended_as = Text(null=True)


class Draw(Table, tablename="draw", db=DB):
    """The draw of a room's order: sealed → closed → opened. `key` is a secret until the draw is opened."""

    room = BigInt(primary_key=True)
    key = Bytea()
    seal = Bytea()
    sealed_at = Timestamptz()
    outside = Text()
    chain = Text(null=True)
    round = BigInt(null=True)
    witness = Text(null=True)
    witness_seal = Bytea(null=True)
    closed_at = Timestamptz(null=True)
    n = BigInt(null=True)
    root = Bytea(null=True)
    outside_value = Bytea(null=True)
    outside_signature = Bytea(null=True)
    without = Text(null=True)
    opened_at = Timestamptz(null=True)
    seed = Bytea(null=True)


class Place(Table, tablename="place", db=DB):
    """A number given to a browser. The key is (room, number)."""

    room = BigInt(primary_key=True)
    number = BigInt()
    person = Text()
    leaf = Bytea()
    joined_at = Timestamptz()
    held_at = Timestamptz(null=True)
    ended_at = Timestamptz(null=True)
    ended_as = Text(null=True)


class Admission(Table, tablename="admission", db=DB):
    """A place that was admitted and got a pass. The key is (room, number)."""

    room = BigInt(primary_key=True)
    number = BigInt()
    place = BigInt()
    person = Text()
    let_through = Boolean()
    admitted_at = Timestamptz()
    expires_at = Timestamptz()
    left_at = Timestamptz(null=True)
    back_at = Timestamptz(null=True)


class LetThrough(Table, tablename="let_through", db=DB):
    """A number that staff let in before its turn. The key is (room, number)."""

    room = BigInt(primary_key=True)
    number = BigInt()
    why = Text()
    actor = Text()
    at = Timestamptz()


class QueueLog(Table, tablename="queue_log", db=DB):
    """A line of the public log. The key is (room, n)."""

    room = BigInt(primary_key=True)
    n = BigInt()
    at = Timestamptz()
    what = Text()
    number = BigInt(null=True)
    place = BigInt(null=True)
    serving = BigInt(null=True)
    detail = Text()
    hash = Bytea()
