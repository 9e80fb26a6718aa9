"""Calculates prices, fees and tax. Pure functions: the same input gives the same cents.

Amounts are integer minor units of the performance's currency (cents; yen have none). `step` is the smallest amount the
currency is charged in, in minor units (`smallest_charge`).

Five rules make the shown prices add up to the charged total:
1. A percentage, of a fee or of a tax, is rounded per ticket, half up, to a whole step; never on the sum. The all-in
   prices shown on the map therefore add up to the total exactly (plus the fees per order and the tax on these).
2. A ticket whose price is 0 has no fee and no tax, and neither has an order of only such tickets. A fee is for selling
   a ticket; an organizer who wants money for a free one gives it a price.
3. The organizer pays an absorbed fee out of the price: it is not a line, adds nothing and has no tax of its own.
4. An added tax is calculated per ticket, on its price and fees together, and on each fee per order separately. It is
   one line, and part of every all-in price.
5. An included tax is already part of prices and fees: it is shown, never added. It is calculated in the same way: per
   ticket with its fees, and per fee per order."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from app.events.currencies import decimals, smallest_charge
from app.language.messages import Message, Percent, message, plural

__all__ = [
    "Fee",
    "PricedTicket",
    "SumLine",
    "Tax",
    "Totals",
    "added_tax",
    "all_in_price",
    "decimals",
    "fee_on_ticket",
    "fees_per_order",
    "included_tax",
    "percent_of",
    "smallest_charge",
    "totals_of",
]

HUNDREDTHS_OF_A_PERCENT = 10_000
MILLIONTHS = 1_000_000


class Fee(msgspec.Struct, frozen=True):
    """`amount`: minor units; for a percent, hundredths of a percent of the ticket's price (250 is 2.5 %)."""

    name: str
    kind: Literal["per_ticket", "per_order", "percent"]
    amount: int
    absorbed: bool = False


class Tax(msgspec.Struct, frozen=True):
    """`rate`: millionths (60,000 is 6 %, 88,750 is 8.875 %). `included`: prices and fees contain it; else added."""

    name: str
    rate: int
    included: bool

    @property
    def label(self) -> Message:
        """The text of its line: "Sales tax 8.875 %", "Includes 6 % VAT"."""
        percent = Percent(self.rate)
        if self.included:
            # Translators: a tax that is part of the price, such as "Includes 6 % VAT"
            return message("Includes {percent} {name}", percent=percent, name=self.name)
        # Translators: a tax that is added to the price, such as "Sales tax 8.875 %"
        return message("{name} {percent}", name=self.name, percent=percent)


class PricedTicket(msgspec.Struct, frozen=True):
    """One ticket at its price, before fees and added tax."""

    level: int
    ticket_type: int
    price: int


class SumLine(msgspec.Struct, frozen=True):
    """One line of a sum: its text, how many times it is charged, and the amount in all. The text of a fee is the name
    that the organizer gave it."""

    label: str | Message
    amount: int
    quantity: int = 1


class Totals(msgspec.Struct, frozen=True):
    """The sums of a basket or an order. `tax` is added, `included` is part of the prices: never both."""

    tickets: SumLine
    fees: list[SumLine]
    tax: SumLine | None = None
    included: SumLine | None = None

    @property
    def total(self) -> int:
        """What the fan pays, in minor units: every one of `rows`."""
        return sum(row.amount for row in self.rows)

    @property
    def rows(self) -> list[SumLine]:
        """The lines in the order of the basket: the tickets, then each fee, then an added tax."""
        return [self.tickets, *self.fees, *([self.tax] if self.tax else [])]


def percent_of(price: int, hundredths: int, step: int = 1) -> int:
    """Return this many hundredths of a percent of a price, rounded half up to a whole step."""
    return _share(price, hundredths, HUNDREDTHS_OF_A_PERCENT, step)


def fee_on_ticket(price: int, fee: Fee, step: int = 1) -> int:
    """Return what this fee adds to one ticket of this price."""
    if price == 0 or fee.absorbed or fee.kind == "per_order":
        return 0
    return fee.amount if fee.kind == "per_ticket" else percent_of(price, fee.amount, step)


def added_tax(amount: int, tax: Tax | None, step: int = 1) -> int:
    """Return what an added tax adds to this amount; 0 for an included one."""
    return 0 if tax is None or tax.included else _share(amount, tax.rate, MILLIONTHS, step)


def included_tax(amount: int, tax: Tax | None, step: int = 1) -> int:
    """Return how much of this amount is an included tax; 0 for an added one."""
    return 0 if tax is None or not tax.included else _share(amount, tax.rate, MILLIONTHS + tax.rate, step)


def all_in_price(price: int, fees: Iterable[Fee], tax: Tax | None = None, step: int = 1) -> int:
    """Return the price of one ticket with its fees per ticket and the added tax, as shown on the map."""
    charged = price + sum(fee_on_ticket(price, fee, step) for fee in fees)
    return charged + added_tax(charged, tax, step)


def fees_per_order(fees: Iterable[Fee], tax: Tax | None = None, step: int = 1) -> int:
    """Return what an order costs on top of the shown prices: its fees per order and the added tax on them."""
    once = [fee.amount for fee in fees if fee.kind == "per_order" and not fee.absorbed]
    return sum(amount + added_tax(amount, tax, step) for amount in once)


def totals_of(lines: Sequence[PricedTicket], fees: Iterable[Fee], tax: Tax | None = None, step: int = 1) -> Totals:
    """Add up these tickets, with a line for each charged fee and for an added tax."""
    priced = [line.price for line in lines if line.price > 0]
    charged = [fee for fee in fees if not fee.absorbed]
    label = plural("{count} ticket", "{count} tickets", len(lines))
    tickets = SumLine(label, sum(priced), max(len(lines), 1))
    sums = [_charged(priced, fee, step) for fee in charged]
    per_order = [fee.amount for fee in charged if fee.kind == "per_order" and priced]
    taxed = [*(all_in_price(price, charged, None, step) for price in priced), *per_order]
    added = sum(added_tax(part, tax, step) for part in taxed)
    within = sum(included_tax(part, tax, step) for part in taxed)
    return Totals(tickets, [fee for fee in sums if fee.amount > 0], _tax_line(tax, added), _tax_line(tax, within))


def _share(amount: int, part: int, total: int, step: int) -> int:
    """Return part / total of an amount, rounded half up to a whole step."""
    return (2 * amount * part + total * step) // (2 * total * step) * step


def _charged(prices: Sequence[int], fee: Fee, step: int) -> SumLine:
    if fee.kind == "per_order":
        return SumLine(fee.name, fee.amount if prices else 0)
    return SumLine(fee.name, sum(fee_on_ticket(price, fee, step) for price in prices), max(len(prices), 1))


def _tax_line(tax: Tax | None, amount: int) -> SumLine | None:
    return SumLine(tax.label, amount) if tax and amount > 0 else None
