"""A price level and a ticket type, and what a basket shows of the two together."""

import msgspec


class Level(msgspec.Struct, frozen=True):
    """A price level of this performance; `key` is the letter on its badge."""

    idx: int
    key: str
    name: str

    @property
    def number(self) -> int:
        """The number of its colour on the map, from 1."""
        return self.idx + 1


class TicketType(msgspec.Struct, frozen=True):
    idx: int
    name: str


class TypeChoice(msgspec.Struct, frozen=True, rename={"all_in_price": "all_in"}):
    """A ticket type that a ticket can be changed to; `all_in_price`: the price of one of it, in minor units."""

    idx: int
    name: str
    all_in_price: int


class TicketOffer(msgspec.Struct, frozen=True):
    """A level as a ticket type, in a basket. `all_in_price`: of one ticket; `choices`: all types of the level."""

    level: Level
    ticket_type: TicketType
    all_in_price: int
    choices: list[TypeChoice]
