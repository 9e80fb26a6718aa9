"""What a list of the house is asked for by its address: which part, how many together, which prices.

Nothing in an address is ever wrong: what cannot be meant is as good as not said."""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

import msgspec

MAX_LETTERS, MAX_PRICE_LETTERS = 200, 20
MAX_DIGITS = 4


class Query(Protocol):
    """The parameters of an address, or the fields of a form: each name as often as it was said."""

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
        said = [
            ("floor", self.floor), ("section", self.section), ("party", self.party),
            *(("level", level) for level in self.levels),
            ("from", self.min_price), ("to", self.max_price), ("access", "1" if self.access else ""),
        ]  # fmt: skip
        return [(name, str(value)) for name, value in said if value]

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


def small_numbers(said: Sequence[Any]) -> list[int]:
    """Those of the fields that are small numbers; the rest is as good as not said."""
    return [int(word) for word in map(str, said) if word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS]
