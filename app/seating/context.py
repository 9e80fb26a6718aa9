"""What the pages of a performance are made of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.events.catalog import Performance, level_offers, performance
from app.seating.basket import basket_of, basket_with, shown_prices
from app.seating.errors import UnknownPerformance
from app.seating.holds.hold import Hold
from app.seating.notices import says_advice, says_lost
from app.seating.plan.section_availability import spaces_of
from app.seating.plan.sections import parts_of
from app.seating.plan.svg import drawing_address
from app.seating.says import Says, says_waiting
from app.settings import settings
from app.web.assets import asset
from realtime.watch_tokens import sign_pass


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
    base, basket = f"/performances/{show.id}", await basket_of(show.id, person, show.plan)
    return {
        "performance": show,
        "levels": await level_offers(show),
        "types": [kind.name for kind in (await shown_prices(show.id)).types],
        "parts": await parts_of(show.plan),
        "access": any(await spaces_of(show.plan)),
        "basket": basket,
        "advice": await says_advice(show, basket.hold if basket else None),
        "sale": sale_of(show),
        "says": await says_waiting(show.id, person),
        "pass": sign_pass(settings().aisle_secret, show.id, datetime.now(UTC)),
        "socket_url": settings().aisle_socket_url,
        "seats_url": f"{base}/seats",
        "levels_url": f"{base}/levels/{show.levels_digest}",
        "drawing_url": drawing_address(show.plan, show.plan_digest),
        "views_url": asset("views/"),
    }


async def basket_context(
    performance_id: int, person: str, view: str, says: Says | None = None, hold: Hold | None = None,
    lost: Sequence[int] = (),
) -> dict[str, Any]:  # fmt: skip
    """The basket alone, with a notice if there is something to say. A `hold` just taken is not read again.

    `lost`: seats that went to somebody else."""
    show = await known(performance_id)
    basket = await (basket_with(show.id, show.plan, hold) if hold else basket_of(show.id, person, show.plan))
    has = basket.hold if basket else None
    if lost:
        says = await says_lost(show, person, lost, has)
    told = {"says": says, "advice": await says_advice(show, has)}
    return {"performance": show, "basket": basket, "sale": sale_of(show), "view": view, **told}
