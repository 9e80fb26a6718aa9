"""Houses: where performances take place."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.errors import BadInput, NotFound
from db.tables import SeatingPlan, Venue


class NewVenue(msgspec.Struct, frozen=True):
    """`slug` is its short name in addresses and commands; `time_zone` is IANA's name, such as Europe/Lisbon."""

    slug: str
    name: str
    city: str
    address: str
    time_zone: str


async def save_venue(venue: NewVenue) -> int:
    """Writes the venue of this slug, or brings its words up to date; returns its id. Raises BadInput."""
    if not venue.slug or not venue.name:
        raise BadInput("A venue needs a short name and a name.")
    try:
        ZoneInfo(venue.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f'"{venue.time_zone}" is no time zone; one is called, for example, Europe/Lisbon.') from None
    written = (
        await Venue.insert(Venue(**msgspec.structs.asdict(venue)))
        .on_conflict(Venue.slug, "DO UPDATE", [Venue.name, Venue.city, Venue.address, Venue.time_zone])
        .returning(Venue.id)
    )
    return int(written[0]["id"])


async def find_venue(slug: str) -> int:
    """The id of the venue with this short name. Raises NotFound, naming those there are."""
    found = await Venue.select(Venue.id).where(Venue.slug == slug).first()
    if found is None:
        known = [venue["slug"] for venue in await Venue.select(Venue.slug).order_by(Venue.slug).limit(20)]
        raise NotFound(f"There is no venue called {slug}; there is {', '.join(known) or 'none at all'}.")
    return int(found["id"])


async def get_time_zone(plan: int) -> ZoneInfo:
    """The clock of the venue this seating plan is drawn for. Raises NotFound."""
    found = await SeatingPlan.select(SeatingPlan.venue.time_zone).where(SeatingPlan.id == plan).first()
    if found is None:
        raise NotFound(f"There is no seating plan {plan}.")
    return ZoneInfo(found["venue.time_zone"])
