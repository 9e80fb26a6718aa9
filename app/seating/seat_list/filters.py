"""Filters of the list of seats: read from an address or a form, and applied to a performance.

Nothing in an address is an error: what cannot be meant counts as not given."""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

import msgspec

from app.errors import BadInput
from app.events.catalog import LevelOffer, Performance
from app.seating.plan.sections import Section
from app.seating.seat_list.price_filter import invalid_fields, levels_in_price_range, parse_amount

MAX_LETTERS, MAX_PRICE_LETTERS = 200, 20
MAX_DIGITS = 4
BEST_FORM_FIELDS = ("party", "section", "from", "to", "wheelchairs", "companions")


class Query(Protocol):
    """The parameters of an address, or the fields of a form: each name as often as it was given."""

    def getall(self, key: str, default: list[Any], /) -> list[Any]:
        """All values of `key`, or `default`."""


class ListFilter(msgspec.Struct, frozen=True):
    """`levels` are numbers from 1; none means all. `min_price` and `max_price`: prices as typed. `access`: wheelchair
    spaces with their companion seats, and nothing else. `floor`: one storey of several."""

    section: str = ""
    party: int = 2
    levels: tuple[int, ...] = ()
    min_price: str = ""
    max_price: str = ""
    access: bool = False
    floor: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether some places are left out."""
        return bool(self.levels or self.min_price or self.max_price or self.access)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as the fields of a form."""
        fields = [
            ("floor", self.floor), ("section", self.section), ("party", self.party),
            *(("level", level) for level in self.levels),
            ("from", self.min_price), ("to", self.max_price), ("access", "1" if self.access else ""),
        ]  # fmt: skip
        return [(name, str(value)) for name, value in fields if value]

    def query(self, **changes: object) -> str:
        """The same, changed, as the query of an address."""
        return urlencode(msgspec.structs.replace(self, **changes).fields)


def parse_list_filter(query: Query) -> ListFilter:
    """What the address asks for."""

    def one(name: str) -> str:
        return str(query.getall(name, [""])[-1]).strip()[:MAX_LETTERS]

    return ListFilter(
        section=one("section"),
        party=next(iter(small_numbers([one("party")])), 2),
        levels=tuple(sorted(set(small_numbers(query.getall("level", []))))),
        min_price=one("from")[:MAX_PRICE_LETTERS],
        max_price=one("to")[:MAX_PRICE_LETTERS],
        access=one("access") == "1",
        floor=one("floor"),
    )


def small_numbers(values: Sequence[Any]) -> list[int]:
    """Those of the fields that are small numbers; the rest counts as not given."""
    return [int(word) for word in map(str, values) if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS]


class AppliedFilter(msgspec.Struct, frozen=True):
    """`list_filter` without what this performance does not have; `offers`: the price levels that are left.

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


def submitted_fields(form: Query) -> dict[str, Any]:
    """Its fields by name, as text; `level` as numbers."""
    words = {name: str(form.getall(name, [""])[-1])[:MAX_LETTERS] for name in BEST_FORM_FIELDS}
    return {name: word for name, word in words.items() if word} | {"level": small_numbers(form.getall("level", []))}
