"""Errors of a search for the best seats: an invalid party, and a party that no open seats fit."""

import re
from collections.abc import Sequence
from typing import Any

from app.errors import AisleError, BadInput
from app.events.catalog import LevelOffer, Performance
from app.language.messages import Message, message, plural, sentences
from app.seating.best.candidate_mask import CandidateMask
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
        detail = plural(
            "One person may take {count} seat here. Nothing was taken.",
            "One person may take {count} seats here. Nothing was taken.",
            performance.max_seats,
        )
        raise TooManySeats(detail, allowed=performance.max_seats)
    if min(party.wheelchairs, party.companions) < 0 or party.wheelchairs + party.companions > party.size:
        raise BadInput(
            message("Wheelchair spaces and companions are part of the party. Nothing was taken."), code="bad_party"
        )
    if party.companions and not party.wheelchairs:
        raise BadInput(
            message("Seats for companions go with a wheelchair space. Say how many spaces you need."), code="bad_party"
        )
    if not party.levels <= {offer.number for offer in offers}:
        raise BadInput(message("One of these price levels is not sold here. Nothing was taken."), code="unknown_level")
    if party.section and party.section not in {section.name for section in sections}:
        raise BadInput(message("This house has no such section. Nothing was taken."), code="unknown_section")


def no_match_error(
    mask: CandidateMask, party: Party, limits: Message | None, standing: int = 0, *, again: bool = False
) -> AisleError:
    """Build the NothingFits error, with the numbers of places that are open to the party.

    `standing`: the most open places in one standing area. `again`: the party was shown other places before."""
    free, together = mask.available_to_party.count("o"), _longest(mask.available_to_party)
    facts: dict[str, Any] = {"places_free": free, "together": together}
    if again:
        detail = sentences(_no_others(party.size, limits), message("What you have stays yours."))
        return NothingFits(detail, title=message("Nothing else fits"), **facts)
    if party.wheelchairs:
        return NothingFits(_no_spaces(mask, party, limits), **facts, spaces=mask.available_to_party.count("w"))
    others = _open_places(free, together, standing)
    if tables := sorted({len(table) for table in re.findall(r"(?<=\|)t+(?=\|)", mask.available_to_party)}):
        sizes = labels_in_words(list(map(str, tables)))
        # Translators: {sizes} are numbers of seats, such as "4 and 8"
        others.append(message("Tables sold only whole are left, for {sizes}.", sizes=sizes))
    if limits and (elsewhere := _longest(mask.open_to_anyone)) > together:
        others.append(_whole_house(elsewhere))
    return NothingFits(sentences(_no_seats(party.size, limits), *others), **facts)


def _open_places(free: int, together: int, standing: int) -> list[Message]:
    places = []
    if free:
        places.append(plural("There is {count} seat.", "There are {count} seats.", free))
    if together > 1:
        # Translators: so many seats side by side are the most there are
        places.append(plural("At most {count} are together.", "At most {count} are together.", together))
    if standing:
        places.append(plural("There is {count} standing place.", "There are {count} standing places.", standing))
    return places


def _whole_house(together: int) -> Message:
    if together == 1:
        return message("In the whole house only single seats are left.")
    return plural(
        "In the whole house the largest group still together is {count}.",
        "In the whole house the largest group still together is {count}.",
        together,
    )


# Translators: {limits} is what was asked for, such as "up to €60.00, in Stalls"
def _no_seats(size: int, limits: Message | None) -> Message:
    if limits is None:
        return plural("No seat is left.", "No seats for {count} are left.", size)
    return plural("No seat is left ({limits}).", "No seats for {count} are left ({limits}).", size, limits=limits)


def _no_others(size: int, limits: Message | None) -> Message:
    if limits is None:
        return plural("There are no others for one.", "There are no others for {count}.", size)
    return plural(
        "There are no others for one ({limits}).", "There are no others for {count} ({limits}).", size, limits=limits
    )


def _no_spaces(mask: CandidateMask, party: Party, limits: Message | None) -> Message:
    spaces = mask.available_to_party.count("w")
    if not spaces:
        none_left = message("No wheelchair space is left.")
        return message("No wheelchair space is left ({limits}).", limits=limits) if limits else none_left
    if spaces < party.wheelchairs:
        return _few_spaces(spaces, limits)
    if limits is None:
        return message(
            "No wheelchair space is left with as many seats near it. Try fewer, or another section.",
        )
    return message(
        "No wheelchair space is left with as many seats near it ({limits}). Try fewer, or another section.",
        limits=limits,
    )


def _few_spaces(spaces: int, limits: Message | None) -> Message:
    if limits is None:
        return plural("Only {count} wheelchair space is left.", "Only {count} wheelchair spaces are left.", spaces)
    return plural(
        "Only {count} wheelchair space is left ({limits}).",
        "Only {count} wheelchair spaces are left ({limits}).",
        spaces,
        limits=limits,
    )


def _longest(letters: str) -> int:
    return max((len(run) for run in re.findall("o+", letters)), default=0)
