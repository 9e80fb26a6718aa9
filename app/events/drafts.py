"""Saves events and drafts of their performances."""

from app.errors import BadInput, NotFound
from app.events.draft_input import NewEvent, NewPerformance
from app.events.draft_validation import validate_dates, validate_money, validate_texts
from app.language.messages import message
from app.venues.plans import plan_levels
from app.venues.seat_names import place_in_words
from db.pool import Connection
from db.tables import Event

SAVE_EVENT = """
    INSERT INTO event (organizer, slug, title, summary, kind, art, hue, chroma) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (slug) DO UPDATE SET title = $3, summary = $4, kind = $5, art = $6, hue = $7, chroma = $8
    WHERE event.organizer = $1 RETURNING id"""
INSERT_DRAFT = """
    INSERT INTO performance (event, plan, starts_at, doors_at, on_sale_at, off_sale_at, hold_minutes, max_seats,
                             seats_per_address, singles, currency, tax_name, tax_rate, tax_included)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id"""
LARGEST_TABLE = """
    SELECT section, "row", count(*) AS seats FROM plan_seat WHERE plan = $1 AND at_table = 'whole'
    GROUP BY section, "row" ORDER BY seats DESC LIMIT 1"""

__all__ = ["NewEvent", "NewPerformance", "create_performance", "find_event", "save_event"]


async def save_event(connection: Connection, organizer: int, event: NewEvent) -> int:
    """Insert or update the event with this slug; returns its id. Raises BadInput when it is another organizer's, or
    a text is too long."""
    validate_texts(event)
    content = (event.title, event.summary, event.kind, event.art, event.hue, event.chroma)
    event_id: int | None = await connection.fetchval(SAVE_EVENT, organizer, event.slug, *content)
    if event_id is None:
        raise BadInput(message("The short name {slug} belongs to an event of somebody else.", slug=event.slug))
    return event_id


async def find_event(slug: str) -> int | None:
    """Return the id of the event with this short name, or None."""
    row = await Event.select(Event.id).where(Event.slug == slug).first()
    return int(row["id"]) if row else None


async def create_performance(connection: Connection, new: NewPerformance) -> int:
    """Create a draft with its price levels, ticket types, prices, fees and tax, hidden from fans. Returns its id.

    Levels without prices may be left out for now. Call it inside a transaction. Raises NotFound for an unknown event or
    plan, BadInput for dates in the wrong order, a level the plan does not have, invalid amounts, or a table that
    is only sold whole and has more seats than one person may take."""
    levels = await plan_levels(connection, new.plan)
    if await connection.fetchval("SELECT id FROM event WHERE id = $1", new.event) is None:
        raise NotFound(message("There is no such event."))
    validate_dates(new)
    validate_money(new, {level.name for level in levels})
    await _check_tables(connection, new)
    dates = (new.starts_at, new.doors_at, new.on_sale_at, new.off_sale_at)
    rules = (new.hold_minutes, new.max_seats, new.seats_per_address, new.singles, new.currency)
    tax = (new.tax.name, new.tax.rate, new.tax.included) if new.tax else (None, None, None)
    performance_id: int = await connection.fetchval(INSERT_DRAFT, new.event, new.plan, *dates, *rules, *tax)
    await connection.executemany(
        "INSERT INTO price_level (performance_id, idx, key, name) VALUES ($1, $2, $3, $4)",
        [(performance_id, idx, level.key, level.name) for idx, level in enumerate(levels)],
    )
    await connection.executemany(
        "INSERT INTO ticket_type (performance_id, idx, name) VALUES ($1, $2, $3)",
        [(performance_id, idx, name) for idx, name in enumerate(new.ticket_types)],
    )
    await connection.executemany(
        "INSERT INTO price (performance_id, level, ticket_type, amount) VALUES ($1, $2, $3, $4)",
        [
            (performance_id, idx, ticket_type, amount)
            for idx, level in enumerate(levels)
            for ticket_type, amount in enumerate(new.prices.get(level.name, ()))
        ],
    )
    await connection.executemany(
        "INSERT INTO fee (performance_id, idx, name, kind, amount, absorbed) VALUES ($1, $2, $3, $4, $5, $6)",
        [(performance_id, idx, fee.name, fee.kind, fee.amount, fee.absorbed) for idx, fee in enumerate(new.fees)],
    )
    return performance_id


async def _check_tables(connection: Connection, new: NewPerformance) -> None:
    table = await connection.fetchrow(LARGEST_TABLE, new.plan)
    if table and table["seats"] > new.max_seats:
        raise BadInput(
            message(
                "{place} has {seats} seats and is only sold whole, but one person may take {most}: "
                "nobody could buy it.",
                place=place_in_words(table["section"], table["row"], ""),
                seats=table["seats"],
                most=new.max_seats,
            )
        )
