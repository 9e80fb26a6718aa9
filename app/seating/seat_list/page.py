"""The list of seats as a page, for a plan of any size. A big plan shows its sections, or the rows of one of them."""

from collections.abc import Callable, Sequence

import msgspec

from app.events.catalog import LevelOffer, Performance
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
"""So many sections are all named above the rows of one; more of them are a page of their own."""
MAX_VIEWS = 2


class ListPage(msgspec.Struct, frozen=True):
    """What the list shows. `list_filter` as it was understood; `offers`: the price levels it was narrowed to.

    `chosen`: the section that is shown, none for the page of sections. `rows`: those with room for the party;
    `rows_too_small`: the others. `standing`: its price level if people stand there. `before` and `after` it: the next
    ones with something open. `views`: pictures from there. `price_error`: why the range of prices could not be read, in
    words; `price_error_fields`: in which of its fields, "from" and "to"."""

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
    price_error: str = ""
    price_error_fields: frozenset[str] = frozenset()
    is_big: bool = False


async def get_list_page(
    performance: Performance, levels: Sequence[LevelOffer], list_filter: ListFilter, own: Sequence[int]
) -> ListPage:
    """The list as it is filtered, for a person who holds the seats `own`. What this plan does not have counts as not
    asked."""
    parts, plan_seats = await get_sections(performance.plan), await get_plan_seats(performance.plan)
    narrowed = apply_filter(performance, levels, parts, list_filter)
    list_filter, offers = narrowed.list_filter, narrowed.offers
    of_places = await get_price_levels(performance.id, performance.levels_digest)
    opened = open_price_levels((await get_snapshot(performance.id)).seats, of_places)
    spaces = await get_wheelchair_spaces(performance.plan)
    sections = (
        wheelchair_availability_by_section(parts, spaces, opened, offers)
        if list_filter.access
        else availability_by_section(parts, opened, offers)
    )
    big = len(parts) > MAX_INLINE_SECTIONS
    chosen = next((section for section in sections if section.name == list_filter.section), None)
    if chosen is None and not big:
        chosen = next((section for section in sections if section.remaining), sections[0])
    found = ListPage(
        list_filter, offers,
        group_by_floor([section for section in sections if list_filter.floor in ("", section.section.floor)]),
        sum(section.remaining for section in sections), [storey.name for storey in group_by_floor(sections)],
        price_error=narrowed.price_error, price_error_fields=narrowed.price_error_fields, is_big=big,
    )  # fmt: skip
    if chosen is None:
        return found
    members = list(chosen.section.members(plan_seats))
    seated = members if chosen.section.kind != "standing" else []
    rows = list_rows(
        seated,
        opened,
        offers,
        ListParty(list_filter.party, performance.max_seats, performance.singles == "refuse", own),
    )
    rows = _filter_rows(rows, lambda run: run.kind in ("space", "beside")) if list_filter.access else rows
    before, after = _beside(sections, chosen)
    return msgspec.structs.replace(
        found, chosen=chosen, before=before, after=after,
        rows=_filter_rows(rows, lambda run: bool(run.seats_to_hold)),
        rows_too_small=_filter_rows(rows, lambda run: not run.seats_to_hold),
        standing=(
            levels[of_places[chosen.section.first_seat] - LEVEL_ZERO_BYTE]
            if chosen.section.kind == "standing"
            else None
        ),
        views=list(dict.fromkeys(seat.view for seat in members if seat.view))[:MAX_VIEWS],
    )  # fmt: skip


def _filter_rows(rows: Sequence[ListRow], which: Callable[[SeatOffer], bool]) -> list[ListRow]:
    found = [ListRow(row.name, [run for run in row.offers if which(run)]) for row in rows]
    return [row for row in found if row.offers]


def _beside(
    sections: Sequence[SectionAvailability], chosen: SectionAvailability
) -> tuple[SectionAvailability | None, SectionAvailability | None]:
    n = chosen.section.number
    before = next((section for section in reversed(sections[:n]) if section.remaining), None)
    return before, next((section for section in sections[n + 1 :] if section.remaining), None)
