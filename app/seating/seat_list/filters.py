"""What a list of the house is asked for by its address: which part, how many together, which prices.

Nothing in an address is ever wrong: what cannot be meant is as good as not said."""

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

import msgspec

MOST_LETTERS, MOST_OF_A_PRICE = 200, 20
MOST_DIGITS = 4


class Query(Protocol):
    """The parameters of an address, or the fields of a form: each name as often as it was said."""

    def getall(self, key: str, default: list[Any], /) -> list[Any]:
        """All values of `key`, or `default`."""


class Asked(msgspec.Struct, frozen=True):
    """`levels` are numbers from 1; none means all. `least` and `most`: prices as typed. `access`: wheelchair spaces
    with their companion seats, and nothing else. `floor`: one storey of several."""

    section: str = ""
    party: int = 2
    levels: tuple[int, ...] = ()
    least: str = ""
    most: str = ""
    access: bool = False
    floor: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether some places are left out."""
        return bool(self.levels or self.least or self.most or self.access)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as the fields of a form."""
        said = [
            ("floor", self.floor), ("section", self.section), ("party", self.party),
            *(("level", level) for level in self.levels),
            ("from", self.least), ("to", self.most), ("access", "1" if self.access else ""),
        ]  # fmt: skip
        return [(name, str(value)) for name, value in said if value]

    def query(self, **changes: object) -> str:
        """The same, changed, as the query of an address."""
        return urlencode(msgspec.structs.replace(self, **changes).fields)


def read_asked(query: Query) -> Asked:
    """What the address asks for."""

    def one(name: str) -> str:
        return str(query.getall(name, [""])[-1]).strip()[:MOST_LETTERS]

    return Asked(
        section=one("section"),
        party=next(iter(numbers_in([one("party")])), 2),
        levels=tuple(sorted(set(numbers_in(query.getall("level", []))))),
        least=one("from")[:MOST_OF_A_PRICE],
        most=one("to")[:MOST_OF_A_PRICE],
        access=one("access") == "1",
        floor=one("floor"),
    )


def numbers_in(said: Sequence[Any]) -> list[int]:
    """Those of the fields that are small numbers; the rest is as good as not said."""
    return [int(word) for word in map(str, said) if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS]
