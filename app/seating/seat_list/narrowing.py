"""What a list is narrowed to, as far as this house has it."""

from collections.abc import Sequence

import msgspec

from app.errors import BadInput
from app.events.catalog import LevelOffer, Performance
from app.seating.plan.sections import Part
from app.seating.seat_list.filters import Asked
from app.seating.seat_list.price_filter import levels_between, read_amount, which_is_wrong


class Narrowed(msgspec.Struct, frozen=True):
    """`asked` without what this house does not have; `offers`: the price levels that are left.

    `wrong`: why the range of prices could not be read, in words; `wrong_in`: in which of its fields, "from" and "to".
    Then it narrows nothing."""

    asked: Asked
    offers: list[LevelOffer]
    wrong: str = ""
    wrong_in: frozenset[str] = frozenset()


def narrow(show: Performance, levels: Sequence[LevelOffer], parts: Sequence[Part], asked: Asked) -> Narrowed:
    """What was asked of this performance. A party is at least one and at most what one person may take."""
    known = {offer.number for offer in levels}
    asked = msgspec.structs.replace(
        asked,
        levels=tuple(number for number in asked.levels if number in known),
        floor=asked.floor if asked.floor in {part.floor for part in parts} else "",
        section=asked.section if asked.section in {part.name for part in parts} else "",
        party=min(max(asked.party, 1), show.max_seats),
    )
    ticked, words, fields = frozenset(asked.levels) or known, "", frozenset[str]()
    try:
        least, most = read_amount(asked.least, show.currency), read_amount(asked.most, show.currency)
        ticked &= levels_between(levels, least, most)
    except BadInput as wrong:
        words, fields = wrong.message, which_is_wrong(asked.least, asked.most, show.currency)
    return Narrowed(asked, [offer for offer in levels if offer.number in ticked], words, fields)
