"""Scans of tickets at the door. The first valid scan admits; the database makes a second admission impossible."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from app.door.read_scan import UnreadableText, read_scanned_code
from app.language.messages import Message
from app.tickets.codes import ForgedCode, TicketCode, UnknownKey
from app.venues.seat_names import place_in_words
from db.journal import TicketScanned, record
from db.pool import Connection, Record, fetch_row
from db.transaction import transaction
from realtime.logs import log

ScanOutcome = Literal[
    "admitted",
    "again",
    "void",
    "cancelled",
    "refund_under_way",
    "other_performance",
    "unknown",
    "unknown_key",
    "forged",
    "unreadable",
]
MAX_GATE_NAME = 60


class FirstScan(msgspec.Struct, frozen=True):
    """The scan that admitted: its time and its gate."""

    at: datetime
    gate: str


class TicketHolder(msgspec.Struct, frozen=True):
    """The holder of a ticket, its seat (`place`, in words) and its performance. `time_zone`: the venue's."""

    performance_id: int
    title: str
    starts_at: datetime
    time_zone: str
    place: Message
    type_name: str
    name: str
    serial: str


class Scan(msgspec.Struct, frozen=True):
    """The result of a scan. `holder`: None where no ticket was found. `first_admission`: None if the ticket has not
    admitted yet. `overridden`: a supervisor admitted it although a refund is under way; `refund_sent`: that money may
    have left already, else the refund is stopped. `cause`: why the text is unreadable, in words."""

    outcome: ScanOutcome
    holder: TicketHolder | None = None
    first_admission: FirstScan | None = None
    overridden: bool = False
    refund_sent: bool = False
    cause: str = ""

    @property
    def admitted(self) -> bool:
        """Whether this scan admits."""
        return self.outcome == "admitted"


# The shared lock on the ticket's row: it cannot become void, and no refund of it be sent, while it is being admitted.
# Locked by a statement of its own, so that the next one sees what was committed while this one waited.
LOCK = "SELECT id FROM ticket WHERE performance_id = $1 AND serial = $2 FOR SHARE"
TICKET = """
    SELECT t.id, t.state, t.serial, r.id IS NOT NULL AS refund_under_way, r.sent_at IS NOT NULL AS refund_sent,
           p.state AS performance_state, p.starts_at, e.title, v.time_zone,
           s.section, s."row", s.label, y.name AS type_name, o.name AS holder
    FROM ticket t
    JOIN "order" o ON o.performance_id = t.performance_id AND o.id = t.order_id
    JOIN performance p ON p.id = t.performance_id
    JOIN event e ON e.id = p.event
    JOIN seating_plan g ON g.id = p.plan
    JOIN venue v ON v.id = g.venue
    JOIN plan_seat s ON s.plan = p.plan AND s.idx = t.seat_idx
    JOIN ticket_type y ON y.performance_id = t.performance_id AND y.idx = t.ticket_type
    LEFT JOIN order_line l
        ON l.performance_id = t.performance_id AND l.order_id = t.order_id AND l.seat_idx = t.seat_idx
    LEFT JOIN refund r ON r.performance_id = l.performance_id AND r.id = l.refund_id AND r.state = 'wanted'
    WHERE t.performance_id = $1 AND t.serial = $2
"""
ADMIT = """
    INSERT INTO scan (performance_id, ticket_id, at, gate, admitted, overridden, outcome)
    VALUES ($1, $2, clock_timestamp(), $3, true, $4, 'admitted')
    ON CONFLICT (performance_id, ticket_id) WHERE admitted DO NOTHING RETURNING at, gate
"""
REFUSE = """
    INSERT INTO scan (performance_id, ticket_id, at, gate, admitted, outcome)
    VALUES ($1, $2, clock_timestamp(), $3, false, $4)
"""
FIRST = "SELECT at, gate FROM scan WHERE performance_id = $1 AND ticket_id = $2 AND admitted"


async def scan(code: str, gate: str, performance_id: int | None = None, *, supervisor: bool = False) -> Scan:
    """Scan a code and admit its ticket if it is valid; return the result. Of concurrent scans of one ticket one admits.

    `gate`: its first 60 characters are stored. `performance_id`: the only performance this gate admits to; None for
    all. `supervisor`: admit also a ticket whose refund is under way. `code` may be what a scanner types in another
    keyboard layout (app/tickets/scanned_text.py). A forged code is refused by its signature, before any row is read;
    only for one that names a key which is not ours a ticket is looked up. Raises nothing, whatever the code is."""
    try:
        ticket = read_scanned_code(code)
    except UnreadableText as problem:
        log.info("ticket_unreadable", gate=gate[:MAX_GATE_NAME], cause=str(problem))
        return Scan("unreadable", cause=str(problem))
    except UnknownKey as unsigned:
        return await _scan_unsigned(unsigned.claims, gate[:MAX_GATE_NAME], performance_id)
    except ForgedCode:
        return _forged(gate[:MAX_GATE_NAME])
    async with transaction() as connection:
        result = await _scan(connection, ticket, gate[:MAX_GATE_NAME], performance_id, supervisor)
    log.info("ticket_scanned", performance=ticket.performance_id, serial=ticket.serial, outcome=result.outcome)
    return result


def _forged(gate: str) -> Scan:
    log.warning("ticket_forged", gate=gate)
    return Scan("forged")


async def _scan_unsigned(claims: Iterable[TicketCode], gate: str, performance_id: int | None) -> Scan:
    """Return the result for a code whose signature cannot be checked: forged, unless a ticket that it may name exists.

    Anyone can write such a code, so it admits no one and leaves no row: a person compares fan and ticket."""
    for claim in claims:
        key = claim.performance_id
        if row := await fetch_row(TICKET, key, claim.serial):
            log.warning("ticket_key_unknown", gate=gate, performance=key, serial=claim.serial)
            first = await fetch_row(FIRST, key, row["id"])
            first_admission = FirstScan(first["at"], first["gate"]) if first else None
            return Scan(_refusal(row, key, performance_id) or "unknown_key", _holder(key, row), first_admission)
    return _forged(gate)


async def _scan(
    connection: Connection, ticket: TicketCode, gate: str, performance_id: int | None, supervisor: bool
) -> Scan:
    key = ticket.performance_id
    await connection.fetchrow(LOCK, key, ticket.serial)
    row = await connection.fetchrow(TICKET, key, ticket.serial)
    if row is None:
        return Scan("unknown")
    refusal, stopped = _refusal(row, key, performance_id), row["refund_under_way"] and not supervisor
    entry = None
    if refusal is None and not stopped:
        entry = await connection.fetchrow(ADMIT, key, row["id"], gate, row["refund_under_way"])
    first = entry or await connection.fetchrow(FIRST, key, row["id"])
    outcome = refusal or ("admitted" if entry else "again" if first else "refund_under_way")
    if entry is None:
        await connection.execute(REFUSE, key, row["id"], gate, outcome)
    overridden = entry is not None and row["refund_under_way"]
    fact = TicketScanned(row["id"], entry is not None, overridden, outcome)
    await record(connection, key, fact, actor=f"supervisor:{gate}" if supervisor else f"gate:{gate}")
    first_scan = FirstScan(first["at"], first["gate"]) if first else None
    return Scan(outcome, _holder(key, row), first_scan, overridden, row["refund_sent"])


def _refusal(row: Record, key: int, performance_id: int | None) -> ScanOutcome | None:
    if performance_id not in (None, key):
        return "other_performance"
    if row["state"] != "valid":
        return "void"
    return "cancelled" if row["performance_state"] == "cancelled" else None


def _holder(performance_id: int, row: Record) -> TicketHolder:
    return TicketHolder(
        performance_id=performance_id,
        title=row["title"],
        starts_at=row["starts_at"],
        time_zone=row["time_zone"],
        place=place_in_words(row["section"], row["row"], row["label"]),
        type_name=row["type_name"],
        name=row["holder"],
        serial=row["serial"],
    )
