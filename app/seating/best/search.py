"""Best available: the house chooses. The picture may be a second old; the hold decides, and the next best is tried."""

import random
from collections.abc import Collection, Sequence

import msgspec

from app.events.catalog import Performance, level_offers
from app.seating.best.availability import Outlook, levels_along, outlook_now, outlook_of, tried
from app.seating.best.candidate_mask import Field
from app.seating.best.explain import Place, limits_in_words, reason, standing_reason
from app.seating.best.no_match import check_party, nothing_fits
from app.seating.best.strategies import Party, Pick, climb
from app.seating.errors import PlacesGone, SeatsContested, SeatsTaken
from app.seating.holds.hold import Hold, hold_places, hold_seats, live_hold
from app.seating.plan.price_levels import levels_of
from app.seating.plan.seat_order import Chains, chains_of
from app.seating.plan.sections import Part, parts_of
from app.seating.plan.stages import stage_of

__all__ = ["Best", "Party", "take_best"]

TRIES = 40
"""Every lost try is a seat somebody else got; a house has an end, and so has patience."""
BY_HOPE = 5
NEAR_EQUALS = 12


class Best(msgspec.Struct, frozen=True):
    """The hold, the seats the house chose in it, why these in words; `seen` is to be sent for another choice."""

    hold: Hold
    seats: list[int]
    words: str
    seen: list[int]


class _Search(msgspec.Struct, frozen=True):
    show: Performance
    person: str
    party: Party
    given: frozenset[int]
    seen: frozenset[int]
    limits: str
    chains: Chains
    levels: bytes


async def take_best(
    show: Performance, person: str, party: Party, *, instead: Sequence[int] = (), seen: Sequence[int] = ()
) -> Best:
    """The best places for this party become this person's: the ladder's best, else so many of a standing area.

    `instead`: seats of theirs that are given back for them. `seen`: seats that are passed over ("show me another").
    Raises BadInput for a party that cannot be meant, NothingFits, and what hold_seats raises but for lost races:
    after these the next best is tried, and rows are asked before anybody is told that nothing fits."""
    offers, parts = await level_offers(show), await parts_of(show.plan)
    check_party(show, party, offers, parts)
    hold = await live_hold(show.id, person) if instead else None
    search = _Search(
        show, person, party, frozenset(instead) & frozenset(hold.seats if hold else ()), frozenset(seen),
        limits_in_words(party, offers, show.currency), await chains_of(show.plan), await levels_along(show),
    )  # fmt: skip
    standing = [part for part in parts if part.kind == "standing" and party.section in ("", part.name)]
    sold = await levels_of(show.id, show.levels_digest)
    areas = [part for part in standing if _wanted(search, part, sold)]
    if not (party.section and standing) and (best := await _sit(search)):
        return best
    if not party.wheelchairs and (best := await _stand(search, areas)):
        return best
    now = await outlook_now(show)
    free = max((part.count(now.seats) for part in areas), default=0)
    raise nothing_fits(_field(search, now, ()), party, search.limits, free, again=bool(seen))


async def _sit(search: _Search) -> Best | None:
    """Seats, if there are any for this party."""
    show, gone, now = search.show, set[int](), False
    draw = random.Random(f"{show.id} {search.person} {sorted(search.seen)}")  # noqa: S311 - fair, not secret
    for turn in range(TRIES):
        now = now or turn >= BY_HOPE
        outlook = await (outlook_now(show) if now else outlook_of(show))
        busy = set() if now else tried.seats(show.id)  # no await from here until they are tried
        many = NEAR_EQUALS * 4 ** min(turn, 3) if busy or turn else 1  # alone one gets the very best
        picks = climb(_field(search, outlook, gone | busy), search.party, many)
        if not picks and now and not gone:
            return None
        if not picks:  # before anybody is told so: once more, on what the rows say, whoever was quicker
            now = True
            gone.clear()
            continue
        nth = draw.randrange(len(picks))
        if hold := await _try(search, picks[nth], gone):
            return await _best(search, hold, picks[nth], nth)
    raise SeatsContested()


async def _try(search: _Search, pick: Pick, gone: set[int]) -> Hold | None:
    """The hold, or None when somebody was quicker; then `gone` knows more."""
    show, seats = search.show, search.chains.seats(pick.positions)
    tried.add(show.id, seats)
    try:
        hold = await hold_seats(show.id, search.person, seats, show.plan, instead=sorted(search.given))
    except (SeatsTaken, SeatsContested) as no:
        tried.drop(show.id, seats)
        gone |= set(no.facts["seats"])
        return None
    except BaseException:
        tried.drop(show.id, seats)
        raise
    tried.got(show.id, seats)
    return hold


async def _stand(search: _Search, areas: Sequence[Part]) -> Best | None:
    """Places in one standing area, the nearest that has as many; None when all have fewer.

    Raises SeatsContested only when no area had them and others are claiming one of them."""
    show, size, contested = search.show, search.party.size, None
    before = await live_hold(show.id, search.person)
    for outlook in (await outlook_of(show), await outlook_now(show)):
        for part in sorted(areas, key=lambda part: search.chains.picture[part.first].rank):
            if part.count(outlook.seats) < size:
                continue
            try:
                hold = await hold_places(
                    show.id, search.person, part.first, size, show.plan, instead=sorted(search.given)
                )
            except PlacesGone:
                continue
            except SeatsContested as no:
                contested = no
                continue
            seats = sorted(set(hold.seats) - set(before.seats if before else ()))
            return Best(hold, seats, standing_reason(size, part.name), sorted(search.seen | set(seats)))
    if contested:
        raise contested
    return None


async def _best(search: _Search, hold: Hold, pick: Pick, nth: int) -> Best:
    seats = search.chains.seats(pick.positions)
    chosen = [search.chains.picture[seat] for seat in seats]
    place = Place(nth, bool(search.seen), await stage_of(search.show.plan), search.limits)
    return Best(hold, seats, reason(pick.rung, search.party, chosen, place), sorted(search.seen | set(seats)))


def _field(search: _Search, outlook: Outlook, gone: Collection[int]) -> Field:
    """What this party may have."""
    field = Field(search.chains, outlook.along)
    field.shut(gone)
    field.give(search.given)
    field.pass_over(search.seen)
    if search.party.levels:
        field.keep_levels(search.levels, [number - 1 for number in search.party.levels])
    if search.party.section:
        field.keep_section(search.party.section)
    return field


def _wanted(search: _Search, part: Part, levels: bytes) -> bool:
    """Whether a standing area is of a level that was asked for, and was not shown before."""
    numbers = search.party.levels
    return not search.seen & set(range(part.first, part.first + part.seats)) and (
        not numbers or levels[part.first] - 47 in numbers
    )
