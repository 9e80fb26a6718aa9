"""Reads the history of an order or a seat, by index."""

from datetime import datetime, timedelta

import msgspec

from app.history.subjects import Subject
from db import pool

MAX_LAG = timedelta(seconds=10)
"""A history that is not older is shown without its time, unless that is to come: then the clock was set back."""


class HistoryFact(msgspec.Struct, frozen=True):
    """A fact of the journal. `payload`: as JSON."""

    at: datetime
    topic: str
    payload: str
    actor: str


class HistoryAge(msgspec.Struct, frozen=True):
    """How old the histories are. `as_of`: all that was committed by then is in them; None: that is not known yet.

    `is_behind`: what happened lately may be missing. `stopped`: why their consumer is stopped, else ""."""

    as_of: datetime | None
    is_behind: bool
    stopped: str


class SubjectHistory(msgspec.Struct, frozen=True):
    """The newest facts about an order or a seat, oldest first. `is_all`: there are no older ones."""

    facts: list[HistoryFact]
    is_all: bool
    age: HistoryAge


GENERATION = "(SELECT generation FROM consumer WHERE name = 'history')"
NEWEST = f"""
    SELECT h.at, h.fact FROM history h WHERE h.generation = {GENERATION} AND h.performance_id = $1
    AND h.subject = {{subject}} AND h.subject_id = {{id}} ORDER BY h.fact DESC LIMIT $3
"""  # noqa: S608
# A lookup for each fact, in its month: a join may be planned as a scan of the whole journal.
FACTS = """
    SELECT j.at, j.topic, j.payload, j.actor FROM ({newest}) newest, LATERAL (
        SELECT id, at, topic, payload::text AS payload, actor FROM journal
        WHERE at = newest.at AND id = newest.fact LIMIT 1) j
    ORDER BY j.id DESC
"""
OF_ORDER = NEWEST.format(subject=Subject.ORDER.value, id="$2")
OF_ITS_HOLD = NEWEST.format(
    subject=Subject.HOLD.value, id='(SELECT o.hold_id FROM "order" o WHERE o.performance_id = $1 AND o.id = $2)'
)
ORDER_FACTS = FACTS.format(newest=f"({OF_ORDER}) UNION ({OF_ITS_HOLD}) ORDER BY fact DESC LIMIT $3")
SEAT_FACTS = FACTS.format(newest=NEWEST.format(subject=Subject.SEAT.value, id="$2"))
AGE = """
    SELECT as_of, coalesce(as_of NOT BETWEEN now() - $1::interval AND now() + interval '1 second', true) AS is_behind,
           CASE state WHEN 'stopped' THEN why_stopped ELSE '' END AS stopped
    FROM consumer WHERE name = 'history'
"""
UNKNOWN_AGE = HistoryAge(as_of=None, is_behind=True, stopped="")


async def get_order_history(performance_id: int, order_id: int, newest: int) -> SubjectHistory:
    """Fetch the `newest` facts about an order, its tickets, and the hold that it was."""
    return await _get(ORDER_FACTS, performance_id, order_id, newest)


async def get_seat_history(performance_id: int, seat_idx: int, newest: int) -> SubjectHistory:
    """Fetch the `newest` facts about a seat of a performance."""
    return await _get(SEAT_FACTS, performance_id, seat_idx, newest)


async def _get(sql: str, performance_id: int, subject_id: int, newest: int) -> SubjectHistory:
    row = await pool.fetch_row(AGE, MAX_LAG)  # before the facts: what they have more does no harm
    age = HistoryAge(**row) if row else UNKNOWN_AGE
    rows = await pool.fetch(sql, performance_id, subject_id, newest + 1)
    return SubjectHistory([HistoryFact(**row) for row in rows[:newest]][::-1], len(rows) <= newest, age)
