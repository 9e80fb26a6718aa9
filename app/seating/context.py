"""What the pages of a performance are made of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.events.catalog import Performance, level_offers, public_performance
from app.seating.basket import cached_price_table, get_basket, price_hold
from app.seating.errors import UnknownPerformance
from app.seating.holds.hold import Hold
from app.seating.notices import advice_notice, lost_seats_notice
from app.seating.plan.section_availability import get_wheelchair_spaces
from app.seating.plan.sections import get_sections
from app.seating.plan.svg import drawing_address
from app.seating.says import Notice, pending_order_notice
from app.settings import settings
from app.web.assets import asset
from realtime.watch_tokens import sign_map_token


async def get_public_performance(performance_id: int) -> Performance:
    """The performance, if it is public. Raises UnknownPerformance."""
    found = await public_performance(performance_id)
    if found is None:
        raise UnknownPerformance()
    return found


def sale_state(performance: Performance, now: datetime | None = None) -> str:
    """ "not_yet", "on", "over" or "cancelled": by the server's clock."""
    now = now or datetime.now(UTC)
    if performance.state == "cancelled":
        return "cancelled"
    return "not_yet" if now < performance.on_sale_at else "over" if now >= performance.off_sale_at else "on"


async def map_context(performance_id: int, person: str) -> dict[str, Any]:
    """All that the page with the map shows and its scripts need."""
    performance = await get_public_performance(performance_id)
    base, basket = f"/performances/{performance.id}", await get_basket(performance.id, person, performance.plan)
    return {
        "performance": performance,
        "levels": await level_offers(performance),
        "types": [kind.name for kind in (await cached_price_table(performance.id)).types],
        "parts": await get_sections(performance.plan),
        "access": any(await get_wheelchair_spaces(performance.plan)),
        "basket": basket,
        "advice": await advice_notice(performance, basket.hold if basket else None),
        "sale": sale_state(performance),
        "says": await pending_order_notice(performance.id, person),
        "pass": sign_map_token(settings().aisle_secret, performance.id, datetime.now(UTC)),
        "socket_url": settings().aisle_socket_url,
        "seats_url": f"{base}/seats",
        "levels_url": f"{base}/levels/{performance.levels_digest}",
        "drawing_url": drawing_address(performance.plan, performance.plan_digest),
        "views_url": asset("views/"),
    }


async def basket_context(
    performance_id: int, person: str, view: str, notice: Notice | None = None, hold: Hold | None = None,
    lost: Sequence[int] = (),
) -> dict[str, Any]:  # fmt: skip
    """The basket alone, with a notice if there is something to say. A `hold` just taken is not read again.

    `lost`: seats that went to somebody else."""
    performance = await get_public_performance(performance_id)
    basket = await (
        price_hold(performance.id, performance.plan, hold)
        if hold
        else get_basket(performance.id, person, performance.plan)
    )
    has = basket.hold if basket else None
    if lost:
        notice = await lost_seats_notice(performance, person, lost, has)
    told = {"says": notice, "advice": await advice_notice(performance, has)}
    return {"performance": performance, "basket": basket, "sale": sale_state(performance), "view": view, **told}
