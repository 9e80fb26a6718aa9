"""Houses: where performances take place."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.errors import BadInput, NotFound
from db.pool import Connection


class NewVenue(msgspec.Struct, frozen=True):
    """`slug` is its short name in addresses and commands; `time_zone` is IANA's name, such as Europe/Lisbon."""

    slug: str
    name: str
    city: str
    address: str
    time_zone: str


async def open_venue(connection: Connection, venue: NewVenue) -> int:
    """Writes the venue of this slug, or brings its words up to date; returns its id. Raises BadInput."""
    if not venue.slug or not venue.name:
        raise BadInput("A venue needs a short name and a name.")
    try:
        ZoneInfo(venue.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f'"{venue.time_zone}" is no time zone; one is called, for example, Europe/Lisbon.') from None
    found: int = await connection.fetchval(
        "INSERT INTO venue (slug, name, city, address, time_zone) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (slug) DO UPDATE SET name = $2, city = $3, address = $4, time_zone = $5 RETURNING id",
        venue.slug, venue.name, venue.city, venue.address, venue.time_zone,
    )  # fmt: skip
    return found


async def find_venue(connection: Connection, slug: str) -> int:
    """The id of the venue with this short name. Raises NotFound, naming those there are."""
    found: int | None = await connection.fetchval("SELECT id FROM venue WHERE slug = $1", slug)
    if found is None:
        known = [row[0] for row in await connection.fetch("SELECT slug FROM venue ORDER BY slug LIMIT 20")]
        raise NotFound(f"There is no venue called {slug}; there is {', '.join(known) or 'none at all'}.")
    return found
