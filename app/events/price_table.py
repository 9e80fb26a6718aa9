"""Reads the prices of a performance in one round trip."""

import functools
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from app.events.currencies import smallest_charge
from app.events.pricing import Fee, PricedTicket, Tax, Totals, all_in_price, totals_of
from app.events.ticket_offer import Level, TicketOffer, TicketType, TypeChoice
from db.pool import Connection, pool

__all__ = ["Level", "NoPrice", "Price", "PriceTable", "TicketType", "price_table"]


class Price(msgspec.Struct, frozen=True):
    """The price of a level as a ticket type; `amount` in minor units, before fees."""

    level: int
    ticket_type: int
    amount: int


class NoPrice(LookupError):
    """This level is not sold as this ticket type."""


class PriceTable(msgspec.Struct, frozen=True, dict=True):
    """Price level × ticket type, the fees and the tax. Levels, ticket types and fees are in the organizer's order.

    `dict`: so that what is computed from it once can be kept in it."""

    currency: str
    levels: list[Level]
    types: list[TicketType]
    prices: list[Price]
    fees: list[Fee]
    tax: Tax | None = None

    def renamed(self, names: Mapping[str, str]) -> "PriceTable":
        """Return the table with the names of levels, ticket types, fees and tax translated by `names`."""
        if not names:
            return self
        key = tuple(names.items())
        table = self._renamed.get(key)
        if table is None:
            table = self._renamed[key] = self._rename(names)
        return table

    def _rename(self, names: Mapping[str, str]) -> "PriceTable":
        return replace(
            self,
            levels=[replace(level, name=names.get(level.name, level.name)) for level in self.levels],
            types=[replace(kind, name=names.get(kind.name, kind.name)) for kind in self.types],
            fees=[replace(fee, name=names.get(fee.name, fee.name)) for fee in self.fees],
            tax=replace(self.tax, name=names.get(self.tax.name, self.tax.name)) if self.tax else None,
        )

    @functools.cached_property
    def _renamed(self) -> "dict[tuple[tuple[str, str], ...], PriceTable]":
        return {}

    @functools.cached_property
    def _tickets(self) -> dict[tuple[int, int], PricedTicket]:
        """One ticket of each level and type that is sold."""
        return {
            (price.level, price.ticket_type): PricedTicket(price.level, price.ticket_type, price.amount)
            for price in self.prices
        }

    @functools.cached_property
    def _types_of_levels(self) -> dict[int, list[TicketType]]:
        """The ticket types of each level that is sold, in the organizer's order."""
        sold: dict[int, list[TicketType]] = {}
        for kind in self.types:
            for level, ticket_type in self._tickets:
                if ticket_type == kind.idx:
                    sold.setdefault(level, []).append(kind)
        return sold

    @functools.cached_property
    def _all_in_prices(self) -> dict[PricedTicket, int]:
        """The price of each ticket with fees and an added tax."""
        return {ticket: self._all_in_price(ticket) for ticket in self._tickets.values()}

    def ticket(self, level: int, ticket_type: int) -> PricedTicket:
        """Return one ticket of this level and type. Raises NoPrice."""
        ticket = self._tickets.get((level, ticket_type))
        if ticket is None:
            raise NoPrice(f"level {level} has no price for ticket type {ticket_type}")
        return ticket

    def first_ticket(self, level: int) -> PricedTicket:
        """Return one ticket of this level as the first ticket type it is sold as. Raises NoPrice."""
        sold = self.types_for(level)
        if not sold:
            raise NoPrice(f"level {level} has no price")
        return self.ticket(level, sold[0].idx)

    def ticket_for(self, level: int, chosen: int | None) -> PricedTicket:
        """Return one ticket of the chosen type; of the first type if none was chosen, or it is no longer sold.

        Raises NoPrice."""
        try:
            return self.first_ticket(level) if chosen is None else self.ticket(level, chosen)
        except NoPrice:
            return self.first_ticket(level)

    def types_for(self, level: int) -> list[TicketType]:
        """Return the ticket types this level is sold as, in the organizer's order."""
        return self._types_of_levels.get(level, [])

    @functools.cached_property
    def _offers(self) -> dict[tuple[int, int], TicketOffer]:
        offers = {}
        for level, kinds in self._types_of_levels.items():
            choices = [
                TypeChoice(kind.idx, kind.name, self.all_in_price(self.ticket(level, kind.idx))) for kind in kinds
            ]
            for kind, choice in zip(kinds, choices, strict=True):
                offers[level, kind.idx] = TicketOffer(self.levels[level], kind, choice.all_in_price, choices)
        return offers

    def offer(self, level: int, ticket_type: int) -> TicketOffer:
        """Return what a basket shows of this level as this type. Raises NoPrice."""
        self.ticket(level, ticket_type)
        return self._offers[level, ticket_type]

    def type_name(self, ticket_type: int) -> str:
        """Return the name of a ticket type."""
        return next(kind.name for kind in self.types if kind.idx == ticket_type)

    def all_in_price(self, line: PricedTicket) -> int:
        """Return the price with fees and an added tax, as the map shows it, in minor units."""
        known = self._all_in_prices.get(line)
        return self._all_in_price(line) if known is None else known

    def _all_in_price(self, line: PricedTicket) -> int:
        return all_in_price(line.price, self.fees, self.tax, smallest_charge(self.currency))

    def totals_of(self, lines: Sequence[PricedTicket]) -> Totals:
        """Add up these tickets, with every fee and the tax. Equal ones are added up once."""
        key = tuple(lines)
        totals = self._totals.get(key)
        if totals is None:
            totals = self._totals[key] = totals_of(lines, self.fees, self.tax, smallest_charge(self.currency))
        return totals

    @functools.cached_property
    def _totals(self) -> dict[tuple[PricedTicket, ...], Totals]:
        return {}


PRICE_TABLE = """
    SELECT json_build_object(
        'currency', p.currency,
        'levels', (SELECT coalesce(json_agg(l ORDER BY l.idx), '[]') FROM price_level l WHERE l.performance_id = p.id),
        'types', (SELECT coalesce(json_agg(t ORDER BY t.idx), '[]') FROM ticket_type t WHERE t.performance_id = p.id),
        'prices', (SELECT coalesce(json_agg(x), '[]') FROM price x WHERE x.performance_id = p.id),
        'fees', (SELECT coalesce(json_agg(f ORDER BY f.idx), '[]') FROM fee f WHERE f.performance_id = p.id),
        'tax', CASE WHEN p.tax_name IS NOT NULL THEN
            json_build_object('name', p.tax_name, 'rate', p.tax_rate, 'included', p.tax_included) END)::text
    FROM performance p WHERE p.id = $1
"""


async def price_table(performance_id: int, connection: Connection | None = None) -> PriceTable:
    """Read the current prices; inside a transaction, pass its connection. Raises LookupError if it is unknown."""
    encoded = await (connection or pool()).fetchval(PRICE_TABLE, performance_id)
    if encoded is None:
        raise LookupError(f"no performance {performance_id}")
    return msgspec.json.decode(encoded, type=PriceTable)
