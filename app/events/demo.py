"""The demonstration: the events of `db/seeds/demo.toml`, with dates counted from today."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from app.accounts.organizers import save_organizer
from app.errors import BadInput
from app.events.drafts import NewEvent, NewPerformance, create_performance, save_event
from app.events.performances import publish_performance
from app.events.pricing import Fee, Tax
from app.events.translations.demo_translations import translate_demo_event
from app.language.messages import Items, message
from app.venues.builtin import BUILTIN_PLANS
from app.venues.plan import Plan
from app.venues.plans import load_plan, plan_levels, save_plan
from app.venues.pretix.file_format import parse_pretix
from app.venues.pretix.importer import convert_plan
from app.venues.venues import NewVenue, save_venue
from db.pool import Connection
from db.transaction import transaction

SEEDS = Path(__file__).parents[2] / "db" / "seeds"
ACTOR = "staff:demo"


class RelativeTime(msgspec.Struct, frozen=True):
    """A number of days after the day on which the demo is created, at this time in the venue's time zone."""

    day: int
    at: time
    doors: time | None = None

    def on(self, today: date, at: time, zone: ZoneInfo) -> datetime:
        """Return the instant of `at` on this day."""
        return datetime.combine(today + timedelta(days=self.day), at, zone)


class DemoVenue(msgspec.Struct, frozen=True):
    """A venue of the demo. `plan` is the name of a built-in plan, or a file beside demo.toml."""

    name: str
    city: str
    address: str
    time_zone: str
    plan: str


class DemoEvent(NewEvent, frozen=True, kw_only=True):
    """An event of the demo. `prices`: the name of a list of prices, "" for free seats; `kills`: names of lists of
    seats. Without `sale` the sale began yesterday."""

    venue: str
    dates: list[RelativeTime]
    currency: str = "EUR"
    prices: str = ""
    types: tuple[str, ...] = ("Standard",)
    singles: Literal["off", "warn", "refuse"] = "off"
    fees: tuple[Fee, ...] = ()
    tax: Tax | None = None
    kills: tuple[str, ...] = ()
    sale: RelativeTime = RelativeTime(-1, time(10))


class DemoOrganizer(msgspec.Struct, frozen=True):
    slug: str
    name: str


class SeatSpan(msgspec.Struct, frozen=True, array_like=True):
    """The seats of a row whose labels are numbers from `first` to `last`."""

    section: str
    row: str
    first: int
    last: int


class Demo(msgspec.Struct, frozen=True):
    """The content of demo.toml. `prices`: by name and level, in minor units; a list has a price per ticket type."""

    organizer: DemoOrganizer
    venues: dict[str, DemoVenue]
    kills: dict[str, list[SeatSpan]]
    prices: dict[str, dict[str, int | list[int]]]
    events: list[DemoEvent]


def load_demo() -> Demo:
    """Read demo.toml."""
    return msgspec.toml.decode((SEEDS / "demo.toml").read_bytes(), type=Demo)


async def create_demo(now: datetime, venues: Collection[str] = (), *, plans_saved: bool = False) -> list[str]:
    """Create the demonstration with dates counted from `now`; only at `venues` (short names) if any are given.

    Returns the titles of events that got new dates. An event with a future date is left as it is, so running this
    again changes nothing. `plans_saved`: the plans are in the database already and are not drawn again, which takes
    a second. Raises BadInput for a venue it does not have."""
    demo = load_demo()
    if unknown := sorted(set(venues) - set(demo.venues)):
        raise BadInput(
            message(
                "The demo has no venue called {unknown}; it has {venues}.",
                unknown=Items(tuple(unknown), "comma"),
                venues=Items(tuple(demo.venues), "comma"),
            )
        )
    chosen = {slug: venue for slug, venue in demo.venues.items() if not venues or slug in venues}
    async with transaction() as connection:
        organizer = await save_organizer(demo.organizer.slug, demo.organizer.name)
        plans = {slug: await _plan(connection, slug, venue, saved=plans_saved) for slug, venue in chosen.items()}
    events = [event for event in demo.events if event.venue in plans]
    return [event.title for event in events if await _announce(demo, event, organizer, plans[event.venue], now)]


async def _plan(connection: Connection, slug: str, venue: DemoVenue, *, saved: bool) -> int:
    """Return the id of the venue's plan, which is saved before unless it is `saved`."""
    place = await save_venue(NewVenue(slug, venue.name, venue.city, venue.address, venue.time_zone))
    if saved:
        plan_id: int = await connection.fetchval("SELECT max(id) FROM seating_plan WHERE venue = $1", place)
        return plan_id
    drawn = BUILTIN_PLANS.get(venue.plan)
    plan = drawn() if drawn else convert_plan(parse_pretix((SEEDS / venue.plan).read_bytes()))
    return await save_plan(connection, place, plan)


async def _announce(demo: Demo, event: DemoEvent, organizer: int, plan_id: int, now: datetime) -> bool:
    """Create one event in its own transaction, because the relay waits for long ones. False if it has future dates."""
    zone = ZoneInfo(demo.venues[event.venue].time_zone)
    today = now.astimezone(zone).date()
    async with transaction() as connection:
        # a lock, so that of two concurrent runs the second one finds the dates of the first
        await connection.execute("SELECT FROM organizer WHERE id = $1 FOR UPDATE", organizer)
        announced = NewEvent(**{name: getattr(event, name) for name in NewEvent.__struct_fields__})
        event_id = await save_event(connection, organizer, announced)
        if await connection.fetchval(
            "SELECT EXISTS (SELECT FROM performance WHERE event = $1 AND starts_at > $2)", event_id, now
        ):
            await translate_demo_event(connection, event.slug)
            return False
        levels = await plan_levels(connection, plan_id)
        prices = demo.prices.get(event.prices) or {level.name: [0] * len(event.types) for level in levels}
        killed = list(_killed(demo, event, await load_plan(connection, plan_id))) if event.kills else []
        for slot in event.dates:
            starts_at = slot.on(today, slot.at, zone)
            new = NewPerformance(
                event=event_id,
                plan=plan_id,
                starts_at=starts_at,
                on_sale_at=event.sale.on(today, event.sale.at, zone),
                off_sale_at=starts_at,
                doors_at=slot.on(today, slot.doors, zone) if slot.doors else None,
                currency=event.currency,
                singles=event.singles,
                ticket_types=event.types,
                prices={level: [price] if isinstance(price, int) else price for level, price in prices.items()},
                fees=event.fees,
                tax=event.tax,
            )
            performance = await create_performance(connection, new)
            await publish_performance(connection, performance, killed=killed, actor=ACTOR)
        await translate_demo_event(connection, event.slug)
    return True


def _killed(demo: Demo, event: DemoEvent, plan: Plan) -> Iterator[int]:
    spans = [span for name in event.kills for span in demo.kills[name]]
    for seat in plan.seats:
        name, number = (seat.section, seat.row), int(seat.label) if seat.label.isdecimal() else -1
        if any(name == (span.section, span.row) and span.first <= number <= span.last for span in spans):
            yield seat.idx
