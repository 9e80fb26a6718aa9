"""Errors of a search for the best seats: an invalid party, and a party that no open seats fit."""

import re
from collections.abc import Sequence
from typing import Any

from app.errors import AisleError, BadInput
from app.events.catalog import LevelOffer, Performance
from app.language.messages import message
from app.seating.best.candidate_mask import CandidateMask
from app.seating.best.explain import number_word
from app.seating.best.strategies import Party
from app.seating.errors import NothingFits, TooManySeats
from app.seating.holds.hold import MAX_SEATS_AT_ONCE
from app.seating.plan.sections import Section
from app.venues.seat_names import labels_in_words


def validate_party(
    performance: Performance, party: Party, offers: Sequence[LevelOffer], sections: Sequence[Section]
) -> None:
    """Check the party. Raises BadInput when it is invalid, TooManySeats when it is too large for one person."""
    if party.size < 1:
        raise BadInput(message("A party is at least one person. Nothing was taken."), code="no_party")
    if party.size > MAX_SEATS_AT_ONCE:
        raise BadInput(
            message("That is more people than anybody can seat here. Nothing was taken."), code="too_many_named"
        )
    if party.size > performance.max_seats:
        words = f"One person may take {performance.max_seats} seats here. Nothing was taken."
        raise TooManySeats(words, allowed=performance.max_seats)
    if min(party.wheelchairs, party.companions) < 0 or party.wheelchairs + party.companions > party.size:
        raise BadInput(
            message("Wheelchair spaces and companions are part of the party. Nothing was taken."), code="bad_party"
        )
    if party.companions and not party.wheelchairs:
        words = "Seats for companions go with a wheelchair space. Say how many spaces you need."
        raise BadInput(words, code="bad_party")
    if not party.levels <= {offer.number for offer in offers}:
        raise BadInput(message("One of these price levels is not sold here. Nothing was taken."), code="unknown_level")
    if party.section and party.section not in {section.name for section in sections}:
        raise BadInput(message("This house has no such section. Nothing was taken."), code="unknown_section")


def no_match_error(
    mask: CandidateMask, party: Party, limits: str, standing: int = 0, *, again: bool = False
) -> AisleError:
    """Build the NothingFits error, with the numbers of places that are open to the party.

    `standing`: the most open places in one standing area. `again`: the party was shown other places before."""
    free, together = mask.available_to_party.count("o"), _longest(mask.available_to_party)
    facts: dict[str, Any] = {"places_free": free, "together": together}
    within = f" {limits}" if limits else ""
    if again:
        others = f"There are no others for {number_word(party.size).lower()}{within}. What you have stays yours."
        return NothingFits(others, title=message("Nothing else fits"), **facts)
    if party.wheelchairs:
        return NothingFits(_no_spaces(mask, party, within), **facts, spaces=mask.available_to_party.count("w"))
    words = f"No {_seats(party.size)} left{within}."
    if free:
        words += f" There {_are(free, 'seat')}" + (f", at most {together} together." if together > 1 else ".")
    if standing:
        words += f" There {_are(standing, 'standing place')}."
    if tables := sorted({len(table) for table in re.findall(r"(?<=\|)t+(?=\|)", mask.available_to_party)}):
        words += f" Tables sold only whole are left, for {labels_in_words(list(map(str, tables)))}."
    if limits and (elsewhere := _longest(mask.open_to_anyone)) > together:
        words += f" In the whole house the largest group still together is {elsewhere}."
    return NothingFits(words, **facts)


def _no_spaces(mask: CandidateMask, party: Party, within: str) -> str:
    spaces = mask.available_to_party.count("w")
    if not spaces:
        return f"No wheelchair space is left{within}."
    if spaces < party.wheelchairs:
        return f"Only {spaces} wheelchair {'space is' if spaces == 1 else 'spaces are'} left{within}."
    return f"No wheelchair space is left{within} with as many seats near it. Try fewer, or another section."


def _seats(size: int) -> str:
    return "seat is" if size == 1 else f"seats for {number_word(size).lower()} are"


def _are(count: int, noun: str) -> str:
    return f"is {count} {noun}" if count == 1 else f"are {count} {noun}s"


def _longest(letters: str) -> int:
    return max((len(run) for run in re.findall("o+", letters)), default=0)
