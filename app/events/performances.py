"""Publishes and cancels performances."""

from collections.abc import Sequence

from app.errors import AisleError, NotFound
from app.events.charge_validation import ChargeTerms, check_charges, ticket_label
from app.events.draft_validation import validate_seats_per_address
from app.events.drafts import NewPerformance, create_performance
from app.events.price_table import price_table
from app.language.messages import Items, Message, message
from app.language.translator import english
from db.journal import PerformanceCancelled, PerformancePublished, SeatsKilled, facts_about_seats, record
from db.pool import Connection, rows_changed

__all__ = ["NewPerformance", "cancel_performance", "create_performance", "publish_performance"]


class WrongState(AisleError):
    """The performance is not in the state this needs; `state`: its state."""

    status = 409
    code = "wrong_state"
    title = message("This cannot be done now")


NOT_A_DRAFT = {
    "published": message("It cannot be published: it is published, not a draft. Nothing was changed."),
    "cancelled": message("It cannot be published: it is cancelled, not a draft. Nothing was changed."),
}
"""State of a performance → why it cannot be published."""


class NotReady(AisleError):
    """A draft that cannot be published yet. `missing` names what it lacks."""

    status = 422
    code = "not_ready"
    title = message("This performance cannot be published yet")


# `levels_digest`: the hash of the levels file, which has one printable byte per seat in idx order.
PUBLISH = """
    UPDATE performance p SET state = 'published', published_at = now(), levels_digest = (
        SELECT left(encode(sha256(convert_to(string_agg(chr(48 + l.idx), '' ORDER BY s.idx), 'UTF8')), 'hex'), 20)
        FROM plan_seat s JOIN price_level l ON l.performance_id = p.id AND l.name = s.level WHERE s.plan = p.plan)
    WHERE p.id = $1 AND p.state = 'draft' RETURNING p.plan"""

# Inserts every seat of the plan in one statement. Level names are unique within a plan.
CREATE_SEATS = """
    INSERT INTO seat (performance_id, idx, status, price_level, area)
    SELECT $1, s.idx, CASE WHEN s.idx = ANY ($3::integer[]) THEN 3 ELSE 0 END, l.idx,
           CASE WHEN s.label = '' THEN min(s.idx) OVER (PARTITION BY s.section, s.label) END
    FROM plan_seat s JOIN price_level l ON l.performance_id = $1 AND l.name = s.level WHERE s.plan = $2"""

# What a draft lacks: a ticket type (both are NULL), a price level (of this name), or a price (of a level as a type).
MISSING = """
    SELECT NULL AS level, NULL AS ticket_type WHERE NOT EXISTS (SELECT FROM ticket_type WHERE performance_id = $1)
    UNION ALL
    SELECT DISTINCT s.level, NULL FROM performance p JOIN plan_seat s ON s.plan = p.plan
    WHERE p.id = $1 AND NOT EXISTS (SELECT FROM price_level l WHERE l.performance_id = $1 AND l.name = s.level)
    UNION ALL
    (SELECT l.name, t.name
    FROM price_level l JOIN ticket_type t USING (performance_id)
    WHERE l.performance_id = $1 AND NOT EXISTS (
        SELECT FROM price x WHERE x.performance_id = $1 AND x.level = l.idx AND x.ticket_type = t.idx)
    ORDER BY l.idx, t.idx)"""


async def publish_performance(
    connection: Connection, performance_id: int, *, killed: Sequence[int] = (), actor: str
) -> int:
    """Publish a draft: insert all its seats, `killed` ones not for sale. Returns the number of seats.

    Call it inside a transaction. Raises NotFound; WrongState unless it is a draft; NotReady without a price for every
    level and ticket type, or when `killed` names seats the plan does not have; BadInput for an order that the payment
    provider cannot charge."""
    missing = [_missing(row["level"], row["ticket_type"]) for row in await connection.fetch(MISSING, performance_id)]
    plan = await connection.fetchval(PUBLISH, performance_id)
    if plan is None:
        state = await _state(connection, performance_id)
        raise WrongState(NOT_A_DRAFT[state], state=state)
    await _check_charges(connection, performance_id)
    if missing:
        listed = Items(tuple(missing), "comma")
        raise NotReady(
            message("It still needs {missing}.", missing=listed), missing=[english.say(each) for each in missing]
        )
    seats = rows_changed(await connection.execute(CREATE_SEATS, performance_id, plan, list(killed)))
    if unknown := [idx for idx in killed if not 0 <= idx < seats]:
        numbers = Items(tuple(str(idx) for idx in unknown), "comma")
        raise NotReady(message("The plan has no seats with the numbers {numbers}.", numbers=numbers), missing=unknown)
    await record(connection, performance_id, PerformancePublished(seats), actor=actor)
    if killed:
        await record(connection, performance_id, *facts_about_seats(SeatsKilled, sorted(killed)), actor=actor)
    return seats


def _missing(level: str | None, ticket_type: str | None) -> Message:
    if level is None:
        # Translators: part of a list in "It still needs …"
        return message("a ticket type")
    if ticket_type is None:
        # Translators: part of a list in "It still needs …"
        return message('a price level for "{level}"', level=level)
    # Translators: part of a list in "It still needs …"
    return message('a price for "{level}" as "{ticket_type}"', level=level, ticket_type=ticket_type)


async def _check_charges(connection: Connection, performance_id: int) -> None:
    table = await price_table(performance_id, connection)
    max_seats = await connection.fetchval("SELECT max_seats FROM performance WHERE id = $1", performance_id)
    levels = {level.idx: level.name for level in table.levels}
    tickets = [
        (ticket_label(levels[price.level], table.type_name(price.ticket_type)), price.amount) for price in table.prices
    ]
    check_charges(ChargeTerms(table.currency, max_seats, tickets, table.fees, table.tax))


async def cancel_performance(connection: Connection, performance_id: int, *, actor: str) -> None:
    """End all sales; holds and orders stay in the database. Call it inside a transaction.

    Raises NotFound, and WrongState when it was cancelled before."""
    done = await connection.fetchval(
        "UPDATE performance SET state = 'cancelled', cancelled_at = now()"
        " WHERE id = $1 AND state IN ('draft', 'published') RETURNING id",
        performance_id,
    )
    if done is None:
        state = await _state(connection, performance_id)
        raise WrongState(
            message("It cannot be cancelled: it is cancelled, not a draft or published. Nothing was changed."),
            state=state,
        )
    await record(connection, performance_id, PerformanceCancelled(), actor=actor)


async def limit_seats_per_address(connection: Connection, performance_id: int, seats: int | None) -> None:
    """Change how many seats callers of one address may hold at a time; 0: any number, None: the setting's number. Web
    processes follow within a second. Call it inside a transaction. Raises NotFound or BadInput."""
    max_seats = await connection.fetchval("SELECT max_seats FROM performance WHERE id = $1 FOR UPDATE", performance_id)
    if max_seats is None:
        raise NotFound(message("There is no such performance."))
    validate_seats_per_address(seats, max_seats)
    await connection.execute("UPDATE performance SET seats_per_address = $2 WHERE id = $1", performance_id, seats)


async def _state(connection: Connection, performance_id: int) -> str:
    state: str | None = await connection.fetchval("SELECT state FROM performance WHERE id = $1", performance_id)
    if state is None:
        raise NotFound(message("There is no such performance."))
    return state
