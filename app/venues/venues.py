"""Saves and finds venues, where performances take place."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.errors import BadInput, NotFound
from app.language.messages import Items, message
from db.tables import SeatingPlan, Venue


class NewVenue(msgspec.Struct, frozen=True):
    """`slug` is its short name in URLs and commands; `time_zone` is an IANA name, such as Europe/Lisbon."""

    slug: str
    name: str
    city: str
    address: str
    time_zone: str


async def save_venue(venue: NewVenue) -> int:
    """Insert or update the venue with this slug; returns its id. Raises BadInput."""
    if not venue.slug or not venue.name:
        raise BadInput(message("A venue needs a short name and a name."))
    try:
        ZoneInfo(venue.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            message(
                '"{time_zone}" is no time zone; one is called, for example, Europe/Lisbon.', time_zone=venue.time_zone
            )
        ) from None
    rows = (
        await Venue.insert(Venue(**msgspec.structs.asdict(venue)))
        .on_conflict(Venue.slug, "DO UPDATE", [Venue.name, Venue.city, Venue.address, Venue.time_zone])
        .returning(Venue.id)
    )
    return int(rows[0]["id"])


async def find_venue(slug: str) -> int:
    """Return the id of the venue with this short name. Raises NotFound, which lists the known ones."""
    row = await Venue.select(Venue.id).where(Venue.slug == slug).first()
    if row is None:
        known_slugs = [venue["slug"] for venue in await Venue.select(Venue.slug).order_by(Venue.slug).limit(20)]
        if not known_slugs:
            raise NotFound(message("There is no venue called {slug}; there is none at all.", slug=slug))
        known = Items(tuple(known_slugs), "comma")
        raise NotFound(message("There is no venue called {slug}; there is {known}.", slug=slug, known=known))
    return int(row["id"])


async def get_time_zone(plan: int) -> ZoneInfo:
    """Return the time zone of the venue of this seating plan. Raises NotFound."""
    row = await SeatingPlan.select(SeatingPlan.venue.time_zone).where(SeatingPlan.id == plan).first()
    if row is None:
        raise NotFound(message("There is no seating plan {plan}.", plan=str(plan)))
    return ZoneInfo(row["venue.time_zone"])
