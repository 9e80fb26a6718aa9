"""Template contexts of a performance's pages."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import asdict

from app.events.catalog import Performance, level_offers
from app.language.languages import Language
from app.seating.basket import Basket, cached_price_table, get_basket, price_hold
from app.seating.holds.hold import Hold
from app.seating.notices import Notice, advice_notice, pending_order_notice
from app.seating.plan.section_availability import get_wheelchair_spaces
from app.seating.plan.sections import get_sections
from app.seating.plan.svg import drawing_address
from app.seating.seat_list.filters import ListFilter
from app.seating.seat_list.page import get_list_page
from app.seating.seat_list.translated_query import translate_query
from app.seating.visitor import Visitor
from app.settings import settings
from app.web.assets import asset
from realtime.clock import current_time
from realtime.keys import Purpose
from realtime.watch_tokens import sign_map_token


def sale_state(performance: Performance, now: datetime | None = None) -> str:
    """Return "not_yet", "on", "over" or "cancelled", by the server's clock."""
    if performance.state == "cancelled":
        return "cancelled"
    now = now or current_time()
    return "not_yet" if now < performance.on_sale_at else "over" if now >= performance.off_sale_at else "on"


async def map_context(visitor: Visitor) -> dict[str, Any]:
    """Build the context of the page with the map."""
    performance = visitor.performance
    base, basket = f"/performances/{performance.id}", await get_basket(performance, visitor.person)
    return {
        "performance": performance,
        "levels": await level_offers(performance),
        "types": [performance.translate(kind.name) for kind in (await cached_price_table(performance.id)).types],
        "parts": await get_sections(performance.plan),
        "access": any(await get_wheelchair_spaces(performance.plan)),
        "basket": basket,
        "advice": await advice_notice(performance, basket.hold if basket else None),
        "sale": sale_state(performance),
        "says": await pending_order_notice(performance.id, visitor.person),
        "pass": sign_map_token(settings().keys(Purpose.MAP), performance.id, current_time()),
        "socket_url": settings().aisle_socket_url,
        "seats_url": f"{base}/seats",
        "levels_url": f"{base}/levels/{performance.levels_digest}",
        "drawing_url": drawing_address(performance.plan, performance.plan_digest),
        "views_url": asset("views/"),
        **asdict(visitor.admission),
    }


async def list_context(visitor: Visitor, list_filter: ListFilter) -> dict[str, Any]:
    """Build the context of the list: that of the map's page, `listing` and `party`. Filters that do not apply to this
    plan are ignored."""
    context = await map_context(visitor)
    own = context["basket"].seats if context["basket"] else []
    levels, locale = context["levels"], visitor.language.locale
    listing = await get_list_page(visitor.performance, levels, list_filter, own, locale)

    def query_in_language(query: str, other: Language) -> str:
        return translate_query(query, visitor.performance.currency, locale, other.locale)

    return context | {
        "listing": listing,
        "party": listing.list_filter.party,
        "query_in_language": query_in_language,  # for the links to the page in other languages
    }


class BasketView(msgspec.Struct, frozen=True):
    """The basket and its notices: `advice` is about a single seat that the hold leaves. `sale`: a `sale_state`."""

    basket: Basket | None
    sale: str
    notice: Notice | None
    advice: Notice | None


async def get_basket_view(visitor: Visitor, hold: Hold | None, notice: Notice | None) -> BasketView:
    """Return the basket of this hold with `notice` and advice about the hold."""
    performance = visitor.performance
    return BasketView(
        await price_hold(performance, hold) if hold else None,
        sale_state(performance),
        notice,
        await advice_notice(performance, hold),
    )


def basket_context(visitor: Visitor, view: str, shown: BasketView) -> dict[str, Any]:
    """Build the context of the basket alone. `view`: "map" or "list", the page it is on."""
    return {
        "performance": visitor.performance,
        "basket": shown.basket,
        "sale": shown.sale,
        "view": view,
        "says": shown.notice,
        "advice": shown.advice,
        **asdict(visitor.admission),
    }
