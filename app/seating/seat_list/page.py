"""The content of the list of seats, for a plan of any size: the sections of a big plan, or the rows of one section."""

from collections.abc import Callable, Sequence

import msgspec
from babel import Locale

from app.events.catalog import LevelOffer, Performance
from app.language.messages import Message
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seats import get_plan_seats
from app.seating.plan.section_availability import (
    LEVEL_ZERO_BYTE,
    Floor,
    SectionAvailability,
    availability_by_section,
    get_wheelchair_spaces,
    group_by_floor,
    open_price_levels,
    wheelchair_availability_by_section,
)
from app.seating.plan.sections import get_sections
from app.seating.plan.snapshots import get_snapshot
from app.seating.seat_list.filters import ListFilter, apply_filter
from app.seating.seat_list.rows import ListParty, ListRow, list_rows
from app.seating.seat_list.seat_offer import SeatOffer

MAX_INLINE_SECTIONS = 16
"""The most sections that are listed above the rows of one section; more have a page of their own."""
MAX_VIEWS = 2
"""The most pictures that a section shows."""


class ListPage(msgspec.Struct, frozen=True):
    """The content of the list. `list_filter`: the filter that is applied; `offers`: the price levels within it.

    `chosen`: the section that is shown, None on the page of sections. `rows`: offers that the party can take;
    `rows_too_small`: the others. `standing`: the price level of a standing area. `before`, `after`: the nearest
    sections with open places. `views`: names of pictures from the section. `price_error`: why the price range is
    invalid; `price_error_fields`: the invalid fields, "from" or "to". `is_big`: more than
    MAX_INLINE_SECTIONS."""

    list_filter: ListFilter
    offers: list[LevelOffer]
    floors: list[Floor]
    remaining: int
    floor_names: list[str]
    chosen: SectionAvailability | None = None
    rows: list[ListRow] = []
    rows_too_small: list[ListRow] = []
    standing: LevelOffer | None = None
    before: SectionAvailability | None = None
    after: SectionAvailability | None = None
    views: list[str] = []
    price_error: Message | None = None
    price_error_fields: frozenset[str] = frozenset()
    is_big: bool = False


async def get_list_page(
    performance: Performance,
    levels: Sequence[LevelOffer],
    list_filter: ListFilter,
    own: Sequence[int],
    locale: Locale,
) -> ListPage:
    """Return the filtered list for a person who holds the seats `own`. Filters that do not apply to this plan are
    ignored; prices are read as this locale writes them."""
    parts, plan_seats = await get_sections(performance.plan), await get_plan_seats(performance.plan)
    applied = apply_filter(performance, levels, parts, list_filter, locale)
    list_filter, offers = applied.list_filter, applied.offers
    seat_levels = await get_price_levels(performance.id, performance.levels_digest)
    opened = open_price_levels((await get_snapshot(performance.id)).seats, seat_levels)
    if list_filter.access:
        spaces = await get_wheelchair_spaces(performance.plan)
        sections = wheelchair_availability_by_section(parts, spaces, opened, offers)
    else:
        sections = availability_by_section(parts, opened, offers)
    listing = ListPage(
        list_filter,
        offers,
        group_by_floor([section for section in sections if list_filter.floor in ("", section.section.floor)]),
        remaining=sum(section.remaining for section in sections),
        floor_names=[floor.name for floor in group_by_floor(sections)],
        price_error=applied.price_error,
        price_error_fields=applied.price_error_fields,
        is_big=len(parts) > MAX_INLINE_SECTIONS,
    )
    chosen = next((section for section in sections if section.name == list_filter.section), None)
    if chosen is None and listing.is_big:
        return listing
    chosen = chosen or next((section for section in sections if section.remaining), sections[0])
    members = list(chosen.section.members(plan_seats))
    party = ListParty(list_filter.party, performance.max_seats, performance.singles == "refuse", own)
    standing = chosen.section.kind == "standing"
    rows = list_rows([] if standing else members, opened, offers, party)
    rows = _filter_rows(rows, lambda offer: offer.kind in ("space", "beside")) if list_filter.access else rows
    return msgspec.structs.replace(
        listing,
        chosen=chosen,
        before=_next_open(sections[: chosen.section.number][::-1]),
        after=_next_open(sections[chosen.section.number + 1 :]),
        rows=_filter_rows(rows, lambda offer: bool(offer.seats_to_hold)),
        rows_too_small=_filter_rows(rows, lambda offer: not offer.seats_to_hold),
        standing=levels[seat_levels[chosen.section.first_seat] - LEVEL_ZERO_BYTE] if standing else None,
        views=list(dict.fromkeys(seat.view for seat in members if seat.view))[:MAX_VIEWS],
    )


def _filter_rows(rows: Sequence[ListRow], which: Callable[[SeatOffer], bool]) -> list[ListRow]:
    filtered = [ListRow(row.name, [offer for offer in row.offers if which(offer)]) for row in rows]
    return [row for row in filtered if row.offers]


def _next_open(sections: Sequence[SectionAvailability]) -> SectionAvailability | None:
    return next((section for section in sections if section.remaining), None)
