"""What the pages of a performance are made of."""

from datetime import UTC, datetime
from typing import Any

from app.events.listing import Performance, level_offers, performance
from app.seating.basket import basket_of, basket_with
from app.seating.drawing import drawing_address
from app.seating.holds import Hold
from app.seating.levels import levels_of
from app.seating.picture import picture_of
from app.seating.refusals import UnknownPerformance
from app.seating.says import Says, says_waiting
from app.seating.sections import Section, sections_of
from app.seating.snapshots import snapshot_of
from app.settings import settings
from realtime.passes import sign_pass


async def known(performance_id: int) -> Performance:
    """The performance, if it is public. Raises UnknownPerformance."""
    found = await performance(performance_id)
    if found is None:
        raise UnknownPerformance()
    return found


def sale_of(show: Performance, now: datetime | None = None) -> str:
    """ "not_yet", "on", "over" or "cancelled": by the server's clock."""
    now = now or datetime.now(UTC)
    if show.state == "cancelled":
        return "cancelled"
    return "not_yet" if now < show.on_sale_at else "over" if now >= show.off_sale_at else "on"


async def map_context(performance_id: int, person: str) -> dict[str, Any]:
    """All that the page with the map shows and its scripts need."""
    show = await known(performance_id)
    base = f"/performances/{show.id}"
    return {
        "performance": show,
        "levels": await level_offers(show),
        "basket": await basket_of(show.id, person, show.plan),
        "sale": sale_of(show),
        "says": await says_waiting(show.id, person),
        "pass": sign_pass(settings().aisle_secret, show.id, datetime.now(UTC)),
        "socket_url": settings().aisle_socket_url,
        "seats_url": f"{base}/seats",
        "levels_url": f"{base}/levels/{show.levels_digest}",
        "drawing_url": drawing_address(show.plan, show.plan_digest),
    }


async def list_context(performance_id: int, person: str, section: str, party: int) -> dict[str, Any]:
    """The page with the list: every section by name and count, the rows of one (the first with seats, if unnamed)."""
    context = await map_context(performance_id, person)
    show: Performance = context["performance"]
    picture = await picture_of(show.plan)
    snapshot = await snapshot_of(show.id)
    levels = await levels_of(show.id, show.levels_digest)
    sections = sections_of(picture, snapshot.seats, levels, context["levels"])
    chosen = next((found for found in sections if found.name == section), None) or _first_with_seats(sections)
    wanted = min(max(party, 1), show.max_seats)
    return context | {"sections": sections, "chosen": chosen, "party": wanted}


def _first_with_seats(sections: list[Section]) -> Section:
    return next((section for section in sections if section.left), sections[0])


async def basket_context(
    performance_id: int, person: str, view: str, says: Says | None = None, hold: Hold | None = None
) -> dict[str, Any]:
    """The basket alone, with a notice if there is something to say. A `hold` just taken is not read again."""
    show = await known(performance_id)
    basket = await (basket_with(show.id, show.plan, hold) if hold else basket_of(show.id, person, show.plan))
    return {"performance": show, "basket": basket, "sale": sale_of(show), "view": view, "says": says}
