"""Filters of the list of seats: parsed from an address or a form, and applied to a performance.

Nothing in an address is an error: an invalid value counts as not given."""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

import msgspec
from babel import Locale

from app.errors import BadInput
from app.events.catalog import LevelOffer, Performance
from app.language.messages import Message
from app.seating.plan.sections import Section
from app.seating.seat_list.price_filter import invalid_fields, levels_in_price_range, parse_amount

MAX_LETTERS, MAX_PRICE_LETTERS = 200, 20
MAX_DIGITS = 4
BEST_FORM_FIELDS = ("party", "section", "from", "to", "wheelchairs", "companions")


class Query(Protocol):
    """The parameters of an address, or the fields of a form; a name may have several values."""

    def getall(self, key: str, default: list[Any], /) -> list[Any]:
        """Return all values of `key`, or `default`."""


class ListFilter(msgspec.Struct, frozen=True):
    """What the list is limited to. `levels`: numbers of price levels from 1, empty for all. `min_price`, `max_price`:
    prices as typed. `access`: only wheelchair spaces with their companion seats. `floor`: the name of a floor."""

    section: str = ""
    party: int = 2
    levels: tuple[int, ...] = ()
    min_price: str = ""
    max_price: str = ""
    access: bool = False
    floor: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out places of a section."""
        return bool(self.levels or self.min_price or self.max_price or self.access)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same filter as (name, value) fields of a form."""
        fields: list[tuple[str, str | int]] = [("floor", self.floor), ("section", self.section), ("party", self.party)]
        fields += [("level", level) for level in self.levels]
        fields += [("from", self.min_price), ("to", self.max_price), ("access", "1" if self.access else "")]
        return [(name, str(value)) for name, value in fields if value]

    def query(self, **changes: object) -> str:
        """Return the filter with these changes as the query of an address."""
        return urlencode(msgspec.structs.replace(self, **changes).fields)


def parse_list_filter(query: Query) -> ListFilter:
    """Parse the filter of an address or a form; invalid values count as not given."""

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
    """Return the values that are numbers of at most MAX_DIGITS digits; others count as not given."""
    return [int(word) for word in map(str, values) if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS]


class AppliedFilter(msgspec.Struct, frozen=True):
    """`list_filter` without values this performance does not have; `offers`: the price levels that remain.

    `price_error`: why the price range is invalid; `price_error_fields`: the invalid fields, "from" or "to".
    An invalid range is ignored."""

    list_filter: ListFilter
    offers: list[LevelOffer]
    price_error: Message | None = None
    price_error_fields: frozenset[str] = frozenset()


def apply_filter(
    performance: Performance,
    levels: Sequence[LevelOffer],
    sections: Sequence[Section],
    list_filter: ListFilter,
    locale: Locale,
) -> AppliedFilter:
    """Apply the filter to this performance. The party is limited to between one and what one person may take. Prices
    are read as this locale writes them."""
    known = {offer.number for offer in levels}
    list_filter = msgspec.structs.replace(
        list_filter,
        levels=tuple(number for number in list_filter.levels if number in known),
        floor=list_filter.floor if list_filter.floor in {section.floor for section in sections} else "",
        section=list_filter.section if list_filter.section in {section.name for section in sections} else "",
        party=min(max(list_filter.party, 1), performance.max_seats),
    )
    ticked = frozenset(list_filter.levels) or known
    price_error, fields = None, frozenset[str]()
    typed = list_filter.min_price, list_filter.max_price
    try:
        ticked &= levels_in_price_range(levels, *(parse_amount(text, performance.currency, locale) for text in typed))
    except BadInput as error:
        price_error, fields = error.detail, invalid_fields(*typed, performance.currency, locale)
    return AppliedFilter(list_filter, [offer for offer in levels if offer.number in ticked], price_error, fields)


def submitted_fields(form: Query) -> dict[str, Any]:
    """Return the filled-in fields of the best-seats form by name, as text, and `level` as numbers; the template shows
    them again."""
    words = {name: str(form.getall(name, [""])[-1])[:MAX_LETTERS] for name in BEST_FORM_FIELDS}
    return {name: word for name, word in words.items() if word} | {"level": small_numbers(form.getall("level", []))}
