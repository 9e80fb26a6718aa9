"""What a list is narrowed to, as far as this house has it."""

from collections.abc import Sequence

import msgspec

from app.errors import BadInput
from app.events.catalog import LevelOffer, Performance
from app.seating.plan.sections import Section
from app.seating.seat_list.filters import ListFilter
from app.seating.seat_list.price_filter import invalid_fields, levels_in_price_range, parse_amount


class AppliedFilter(msgspec.Struct, frozen=True):
    """`list_filter` without what this house does not have; `offers`: the price levels that are left.

    `price_error`: why the range of prices could not be read, in words; `price_error_fields`: in which of its fields,
    "from" and "to". Then it narrows nothing."""

    list_filter: ListFilter
    offers: list[LevelOffer]
    price_error: str = ""
    price_error_fields: frozenset[str] = frozenset()


def apply_filter(
    performance: Performance, levels: Sequence[LevelOffer], sections: Sequence[Section], list_filter: ListFilter
) -> AppliedFilter:
    """What was asked of this performance. A party is at least one and at most what one person may take."""
    known = {offer.number for offer in levels}
    list_filter = msgspec.structs.replace(
        list_filter,
        levels=tuple(number for number in list_filter.levels if number in known),
        floor=list_filter.floor if list_filter.floor in {section.floor for section in sections} else "",
        section=list_filter.section if list_filter.section in {section.name for section in sections} else "",
        party=min(max(list_filter.party, 1), performance.max_seats),
    )
    ticked, words, fields = frozenset(list_filter.levels) or known, "", frozenset[str]()
    try:
        min_price, max_price = (
            parse_amount(list_filter.min_price, performance.currency),
            parse_amount(list_filter.max_price, performance.currency),
        )
        ticked &= levels_in_price_range(levels, min_price, max_price)
    except BadInput as wrong:
        words, fields = (
            wrong.message,
            invalid_fields(list_filter.min_price, list_filter.max_price, performance.currency),
        )
    return AppliedFilter(list_filter, [offer for offer in levels if offer.number in ticked], words, fields)
