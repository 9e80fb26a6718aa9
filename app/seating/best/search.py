"""Best available: choose and hold the best seats for a party.

The statuses may be a second old; the hold decides. Seats lost to other fans are excluded, and the next best are
tried."""

import random
from collections.abc import Collection, Sequence

import msgspec

from app.events.catalog import Performance, level_offers
from app.language.messages import Message
from app.seating.best.availability import (
    Availability,
    cached_availability,
    fresh_availability,
    levels_in_seat_order,
    recent_attempts,
)
from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.explain import Ranking, limits_text, selection_reason, standing_reason
from app.seating.best.no_match import no_match_error, validate_party
from app.seating.best.strategies import Candidate, Party, find_candidates
from app.seating.errors import SeatsContested, SeatsTaken, TooFewPlaces
from app.seating.holds.hold import Hold, hold_places, hold_seats, live_hold
from app.seating.plan.price_levels import get_price_levels
from app.seating.plan.seat_order import SeatOrder, get_seat_order
from app.seating.plan.sections import Section, get_sections, get_stage_name

__all__ = ["BestSeats", "Party", "take_best"]

MAX_ATTEMPTS = 40
"""Attempts before SeatsContested is raised. Seats lost in one attempt are excluded from the next."""
ATTEMPTS_FROM_CACHE = 5
"""Attempts on cached statuses before the rows are read."""
NEAR_EQUALS = 12
"""Candidates from which one is drawn at random while other parties take seats; 4 times as many after each lost race."""


class BestSeats(msgspec.Struct, frozen=True):
    """The hold, the seats of it that were chosen, and the reason. `already_shown`: all seats shown so far; a
    request for another choice sends them back."""

    hold: Hold
    seats: list[int]
    reason: Message
    already_shown: list[int]


class _Search(msgspec.Struct, frozen=True):
    performance: Performance
    person: str
    party: Party
    replacing: frozenset[int]
    already_shown: frozenset[int]
    limits: Message | None
    seat_order: SeatOrder
    levels: bytes


async def take_best(
    performance: Performance,
    person: str,
    party: Party,
    *,
    replacing: Sequence[int] = (),
    already_shown: Sequence[int] = (),
) -> BestSeats:
    """Hold the best places for this party: the best seats, or places in one standing area where no seats fit.

    `replacing`: the person's seats that are released for them. `already_shown`: seats not to offer again ("show me
    another"). Raises BadInput or TooManySeats for an invalid party, NothingFits, and what `hold_seats` raises. After a
    lost race the next best seats are tried; the rows are read before NothingFits is raised."""
    offers, sections = await level_offers(performance), await get_sections(performance.plan)
    validate_party(performance, party, offers, sections)
    hold = await live_hold(performance.id, person) if replacing else None
    search = _Search(
        performance,
        person,
        party,
        replacing=frozenset(replacing) & frozenset(hold.seats if hold else ()),
        already_shown=frozenset(already_shown),
        limits=limits_text(party, offers, performance.currency),
        seat_order=await get_seat_order(performance.plan),
        levels=await levels_in_seat_order(performance),
    )
    standing = [section for section in sections if section.kind == "standing" and party.section in ("", section.name)]
    sold = await get_price_levels(performance.id, performance.levels_digest)
    areas = [section for section in standing if _wanted(search, section, sold)]
    if not (party.section and standing) and (best := await _take_seats(search)):
        return best
    if not party.wheelchairs and (best := await _take_standing_places(search, areas)):
        return best
    now = await fresh_availability(performance)
    free = max((section.count(now.statuses) for section in areas), default=0)
    raise no_match_error(_mask(search, now, ()), party, search.limits, free, again=bool(already_shown))


async def _take_seats(search: _Search) -> BestSeats | None:
    """Hold seats for this party, or return None where no seats fit. Raises SeatsContested after MAX_ATTEMPTS."""
    performance, gone, now = search.performance, set[int](), False
    draw = random.Random(f"{performance.id} {search.person} {sorted(search.already_shown)}")  # noqa: S311 - fair, not secret
    for turn in range(MAX_ATTEMPTS):
        now = now or turn >= ATTEMPTS_FROM_CACHE
        availability = await (fresh_availability(performance) if now else cached_availability(performance))
        busy = set() if now else recent_attempts.seats(performance.id)  # no await from here until they are tried
        many = NEAR_EQUALS * 4 ** min(turn, 3) if busy or turn else 1  # without rivals the party gets the very best
        picks = find_candidates(_mask(search, availability, gone | busy), search.party, many)
        if not picks and now and not gone:
            return None
        if not picks:  # once more, on the rows as they are, before NothingFits is raised
            now = True
            gone.clear()
            continue
        nth = draw.randrange(len(picks))
        if hold := await _try(search, picks[nth], gone):
            return await _best(search, hold, picks[nth], nth)
    raise SeatsContested()


async def _try(search: _Search, pick: Candidate, gone: set[int]) -> Hold | None:
    """Hold these seats; None when others were quicker, and then the lost seats are added to `gone`."""
    performance, seats = search.performance, search.seat_order.seats_at(pick.positions)
    recent_attempts.add(performance.id, seats)
    try:
        hold = await hold_seats(
            performance.id, search.person, seats, performance.plan, replacing=sorted(search.replacing)
        )
    except (SeatsTaken, SeatsContested) as error:
        recent_attempts.drop(performance.id, seats)
        gone |= set(error.facts["seats"])
        return None
    except BaseException:
        recent_attempts.drop(performance.id, seats)
        raise
    recent_attempts.confirm(performance.id, seats)
    return hold


async def _take_standing_places(search: _Search, areas: Sequence[Section]) -> BestSeats | None:
    """Hold places in the nearest standing area that has enough; None when no area has.

    Raises SeatsContested when no area had enough because other fans are claiming places in one of them."""
    performance, size, contested = search.performance, search.party.size, None
    before = await live_hold(performance.id, search.person)
    for availability in (await cached_availability(performance), await fresh_availability(performance)):
        for section in sorted(areas, key=lambda section: search.seat_order.plan_seats[section.first_seat].rank):
            if section.count(availability.statuses) < size:
                continue
            try:
                hold = await hold_places(
                    performance,
                    search.person,
                    section.first_seat,
                    size,
                    performance.plan,
                    replacing=sorted(search.replacing),
                )
            except TooFewPlaces:
                continue
            except SeatsContested as error:
                contested = error
                continue
            seats = sorted(set(hold.seats) - set(before.seats if before else ()))
            return BestSeats(
                hold, seats, standing_reason(size, section.name), sorted(search.already_shown | set(seats))
            )
    if contested:
        raise contested
    return None


async def _best(search: _Search, hold: Hold, pick: Candidate, nth: int) -> BestSeats:
    seats = search.seat_order.seats_at(pick.positions)
    chosen = [search.seat_order.plan_seats[seat] for seat in seats]
    place = Ranking(nth, bool(search.already_shown), await get_stage_name(search.performance.plan), search.limits)
    return BestSeats(
        hold,
        seats,
        selection_reason(pick.strategy, search.party, chosen, place),
        sorted(search.already_shown | set(seats)),
    )


def _mask(search: _Search, availability: Availability, gone: Collection[int]) -> CandidateMask:
    """Build the mask of the places this party may take; `gone` are not open."""
    mask = CandidateMask(search.seat_order, availability.in_seat_order)
    mask.exclude(gone)
    mask.include(search.replacing)
    mask.mark_not_wanted(search.already_shown)
    if search.party.levels:
        mask.keep_levels(search.levels, [number - 1 for number in search.party.levels])
    if search.party.section:
        mask.keep_section(search.party.section)
    return mask


def _wanted(search: _Search, section: Section, levels: bytes) -> bool:
    """Return whether a standing area has a price level that was asked for, and was not shown before."""
    numbers = search.party.levels
    return not search.already_shown & set(range(section.first_seat, section.first_seat + section.seat_count)) and (
        not numbers or levels[section.first_seat] - 47 in numbers
    )
