"""What is advertised, and the drafts of its dates."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.errors import BadInput, NotFound
from app.events.prices import Fee
from app.venues.plans import plan_levels
from db.pool import Connection
from db.tables import Event

MOST = 10**12  # minor units: a price beyond it is a slip


class NewEvent(msgspec.Struct, frozen=True):
    """What is advertised. `art` is the stem of a picture in assets/art; `hue` (degrees) and `chroma` are its colour."""

    slug: str
    title: str
    summary: str = ""
    kind: str = ""
    art: str = ""
    hue: float = 70.0
    chroma: float = 0.02


class NewPerformance(msgspec.Struct, frozen=True, kw_only=True):
    """One date to come. `prices`: the plan's level name → one amount per ticket type, in minor units of `currency`."""

    event: int
    plan: int
    starts_at: datetime
    on_sale_at: datetime
    off_sale_at: datetime
    doors_at: datetime | None = None
    currency: str = "EUR"
    hold_minutes: int = 10
    max_seats: int = 8
    ticket_types: Sequence[str] = ("Standard",)
    prices: Mapping[str, Sequence[int]] = {}
    fees: Sequence[Fee] = ()


async def announce_event(connection: Connection, organizer: int, event: NewEvent) -> int:
    """Writes or rewrites the event of this slug; returns its id. Raises BadInput when it is another organizer's."""
    found: int | None = await connection.fetchval(
        "INSERT INTO event (organizer, slug, title, summary, kind, art, hue, chroma)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (slug) DO UPDATE SET title = $3, summary = $4, kind = $5, art = $6, hue = $7, chroma = $8"
        " WHERE event.organizer = $1 RETURNING id",
        organizer, event.slug, event.title, event.summary, event.kind, event.art, event.hue, event.chroma,
    )  # fmt: skip
    if found is None:
        raise BadInput(f"The short name {event.slug} belongs to an event of somebody else.")
    return found


async def find_event(slug: str) -> int | None:
    """The id of the event with this short name."""
    found = await Event.select(Event.id).where(Event.slug == slug).first()
    return int(found["id"]) if found else None


async def create_performance(connection: Connection, new: NewPerformance) -> int:
    """A draft with its price levels, ticket types, prices and fees; nobody sees it. Returns its id.

    Levels without prices may be left out for now. Call it inside a transaction. Raises NotFound for an unknown event or
    plan, BadInput for dates in the wrong order, a level the plan does not have, or prices that do not fit."""
    levels = await plan_levels(connection, new.plan)
    if await connection.fetchval("SELECT id FROM event WHERE id = $1", new.event) is None:
        raise NotFound("There is no such event.")
    _check(new, {level.name for level in levels})
    performance_id: int = await connection.fetchval(
        "INSERT INTO performance (event, plan, starts_at, doors_at, on_sale_at, off_sale_at, hold_minutes, max_seats,"
        " currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        new.event, new.plan, new.starts_at, new.doors_at, new.on_sale_at, new.off_sale_at, new.hold_minutes,
        new.max_seats, new.currency,
    )  # fmt: skip
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


def _check(new: NewPerformance, levels: set[str]) -> None:
    instants = [new.starts_at, new.on_sale_at, new.off_sale_at, *([new.doors_at] if new.doors_at else [])]
    if any(instant.tzinfo is None for instant in instants):
        raise BadInput("A time needs its time zone.")
    if new.on_sale_at >= new.off_sale_at:
        raise BadInput("The sale must open before it closes.")
    if new.doors_at and new.doors_at > new.starts_at:
        raise BadInput("The doors must open before the performance starts.")
    if not (len(new.currency) == 3 and new.currency.isascii() and new.currency.isupper()):
        raise BadInput("A currency is three capital letters, such as EUR.")
    if not 1 <= new.hold_minutes <= 60 or not 1 <= new.max_seats <= 100:
        raise BadInput("A hold lasts 1 to 60 minutes, and one person may take 1 to 100 seats.")
    if unknown := sorted(set(new.prices) - levels):
        raise BadInput(f"The plan has no price level {', '.join(unknown)}; it has {', '.join(sorted(levels))}.")
    for name, amounts in new.prices.items():
        if len(amounts) > len(new.ticket_types) or any(not 0 <= amount <= MOST for amount in amounts):
            raise BadInput(f"The prices of {name} do not fit: one per ticket type, none below 0 or beyond all measure.")
