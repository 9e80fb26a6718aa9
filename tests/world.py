"""The world of most tests: Opening Night at the Rex (paid), the Preview (free), Olga, Ana, Ben and stranger Carl."""

from datetime import UTC, datetime, timedelta

import msgspec

from app.accounts.organizers import save_organizer
from app.events.drafts import NewEvent, NewPerformance, create_performance, save_event
from app.events.performances import publish_performance
from app.events.pricing import Fee
from app.venues.builtin.rex import rex
from app.venues.plan import Plan
from app.venues.plans import save_plan
from app.venues.venues import NewVenue, save_venue
from app.web.cache import clear_caches
from db.pool import Connection
from db.transaction import transaction

REX: Plan = rex()
PRICES = {"Premium": [11200], "A": [8400], "B": [6400], "C": [4600], "D": [2800]}
FEES = (Fee("Booking fee", "per_ticket", 400), Fee("Handling", "per_order", 150))


class World(msgspec.Struct, frozen=True):
    """The ids of the world's rows. `ana`, `ben` and `carl` are persons: sessions of fans."""

    olga: int
    rex: int
    plan: int
    opening: int
    preview: int
    ana: str = "ana"
    ben: str = "ben"
    carl: str = "carl"


async def make_world() -> World:
    """Create the world in one transaction."""
    clear_caches()  # every test gives the same ids to new rows
    async with transaction() as connection:
        olga = await save_organizer("olga", "Olga")
        venue = await save_venue(NewVenue("rex", "Rex Theatre", "Porto", "Rua de Passos Manuel", "Europe/Lisbon"))
        plan = await save_plan(connection, venue, REX)
        opening = await a_performance(connection, olga, plan, "opening", "Opening Night at the Rex", PRICES, FEES)
        preview = await a_performance(connection, olga, plan, "preview", "Preview Night at the Rex", FREE, ())
    return World(olga, venue, plan, opening, preview)


FREE = {level: [0] for level in PRICES}


async def a_performance(
    connection: Connection,
    organizer: int,
    plan: int,
    slug: str,
    title: str,
    prices: dict[str, list[int]] = FREE,
    fees: tuple[Fee, ...] = (),
    **changes: object,
) -> int:
    """Publish a performance ten days from now, on sale for an hour; return its id. `changes`: fields of the draft."""
    now = datetime.now(UTC)
    end = now + timedelta(days=10)
    event = await save_event(connection, organizer, NewEvent(slug, title, art="rex", hue=29, chroma=0.18))
    times = {"starts_at": end, "on_sale_at": now - timedelta(hours=1), "off_sale_at": end}
    new = NewPerformance(event=event, plan=plan, prices=prices, fees=fees, **times)
    created = await create_performance(connection, msgspec.structs.replace(new, **changes))
    await publish_performance(connection, created, actor="staff:olga")
    return created
