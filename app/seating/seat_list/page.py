"""The page with the list: a house of any size in words. A big one shows its sections, or the rows of one of them."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.events.catalog import LevelOffer, Performance
from app.seating.context import map_context
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seats import picture_of
from app.seating.plan.section_availability import (
    LEVEL_0,
    Section,
    Storey,
    open_levels,
    sections_of,
    spaces_in,
    spaces_of,
    storeys,
)
from app.seating.plan.sections import parts_of
from app.seating.seat_list.filters import Asked
from app.seating.seat_list.narrowing import narrow
from app.seating.seat_list.rows import Party, Row, rows_of
from app.seating.seat_list.seat_offer import Run
from app.seating.snapshots import snapshot_of

FEW = 16
"""So many sections are all named above the rows of one; more of them are a page of their own."""
MOST_VIEWS = 2


class Listing(msgspec.Struct, frozen=True):
    """What the list shows. `asked` as it was understood; `offers`: the price levels it was narrowed to.

    `chosen`: the section that is shown, none for the page of sections. `rows`: those with room for the party; `fewer`:
    the others. `standing`: its price level if people stand there. `before` and `after` it: the next ones with something
    open. `views`: pictures from there. `wrong`: why the range of prices could not be read, in words; `wrong_in`:
    in which of its fields, "from" and "to"."""

    asked: Asked
    offers: list[LevelOffer]
    storeys: list[Storey]
    left: int
    floors: list[str]
    chosen: Section | None = None
    rows: list[Row] = []
    fewer: list[Row] = []
    standing: LevelOffer | None = None
    before: Section | None = None
    after: Section | None = None
    views: list[str] = []
    wrong: str = ""
    wrong_in: frozenset[str] = frozenset()
    big: bool = False


async def list_context(performance_id: int, person: str, asked: Asked) -> dict[str, Any]:
    """All of the page: what the map's page has, and `listing`. What this house does not have counts as not asked."""
    context = await map_context(performance_id, person)
    own = context["basket"].seats if context["basket"] else []
    listing = await _listing(context["performance"], context["levels"], asked, own)
    return context | {"listing": listing, "party": listing.asked.party}


async def _listing(show: Performance, levels: Sequence[LevelOffer], asked: Asked, own: Sequence[int]) -> Listing:
    parts, picture = await parts_of(show.plan), await picture_of(show.plan)
    narrowed = narrow(show, levels, parts, asked)
    asked, offers = narrowed.asked, narrowed.offers
    of_places = await levels_of(show.id, show.levels_digest)
    opened = open_levels((await snapshot_of(show.id)).seats, of_places)
    spaces = await spaces_of(show.plan)
    sections = spaces_in(parts, spaces, opened, offers) if asked.access else sections_of(parts, opened, offers)
    big = len(parts) > FEW
    chosen = next((section for section in sections if section.name == asked.section), None)
    if chosen is None and not big:
        chosen = next((section for section in sections if section.left), sections[0])
    found = Listing(
        asked, offers, storeys([section for section in sections if asked.floor in ("", section.part.floor)]),
        sum(section.left for section in sections), [storey.name for storey in storeys(sections)],
        wrong=narrowed.wrong, wrong_in=narrowed.wrong_in, big=big,
    )  # fmt: skip
    if chosen is None:
        return found
    members = list(chosen.part.members(picture))
    seated = members if chosen.part.kind != "standing" else []
    rows = rows_of(seated, opened, offers, Party(asked.party, show.max_seats, show.singles == "refuse", own))
    rows = _those(rows, lambda run: run.kind in ("space", "beside")) if asked.access else rows
    before, after = _beside(sections, chosen)
    return msgspec.structs.replace(
        found, chosen=chosen, before=before, after=after,
        rows=_those(rows, lambda run: bool(run.take)), fewer=_those(rows, lambda run: not run.take),
        standing=levels[of_places[chosen.part.first] - LEVEL_0] if chosen.part.kind == "standing" else None,
        views=list(dict.fromkeys(seat.view for seat in members if seat.view))[:MOST_VIEWS],
    )  # fmt: skip


def _those(rows: Sequence[Row], which: Callable[[Run], bool]) -> list[Row]:
    found = [Row(row.name, [run for run in row.runs if which(run)]) for row in rows]
    return [row for row in found if row.runs]


def _beside(sections: Sequence[Section], chosen: Section) -> tuple[Section | None, Section | None]:
    n = chosen.part.n
    before = next((section for section in reversed(sections[:n]) if section.left), None)
    return before, next((section for section in sections[n + 1 :] if section.left), None)
