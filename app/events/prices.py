"""Prices and fees. Pure: the same input, the same cents.

Amounts are integer minor units of the performance's currency (cents; yen have none).

Three rules, so that what a fan adds up is what they pay:
1. A percent fee is rounded per ticket, half up, to a whole minor unit; never on the sum. The all-in prices shown on the
   map therefore add up to the total exactly (plus the fees per order, which have their own line).
2. A ticket whose price is 0 bears no fee, and an order of only such tickets bears none: "free" stays free. A fee is for
   selling a ticket; whoever wants money for a free one gives it a price.
3. An absorbed fee is paid by the organizer out of the price: it is no line and adds nothing."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

HUNDREDTHS_OF_A_PERCENT = 10_000
# by ISO 4217; every other currency has hundredths
NO_MINOR_UNITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹", "AUD": "A$", "CAD": "CA$"}


class Fee(msgspec.Struct, frozen=True):
    """`amount`: minor units; for a percent, hundredths of a percent of the ticket's price (250 is 2.5 %)."""

    name: str
    kind: Literal["per_ticket", "per_order", "percent"]
    amount: int
    absorbed: bool = False


class Line(msgspec.Struct, frozen=True):
    """One ticket at its price, before fees."""

    level: int
    ticket_type: int
    price: int


class Sum(msgspec.Struct, frozen=True):
    """One line under the tickets: its words, how many times it was charged, what it comes to."""

    label: str
    amount: int
    quantity: int = 1


class Sums(msgspec.Struct, frozen=True):
    """What a basket or an order comes to. `total` is `tickets` plus every fee."""

    tickets: Sum
    fees: list[Sum]

    @property
    def total(self) -> int:
        """What the fan pays, in minor units."""
        return self.tickets.amount + sum(fee.amount for fee in self.fees)

    @property
    def rows(self) -> list[Sum]:
        """As the basket lists them: the tickets, then each fee."""
        return [self.tickets, *self.fees]


def percent_of(price: int, hundredths: int) -> int:
    """So many hundredths of a percent of a price, rounded half up to a whole minor unit."""
    return (2 * price * hundredths + HUNDREDTHS_OF_A_PERCENT) // (2 * HUNDREDTHS_OF_A_PERCENT)


def fee_on_ticket(price: int, fee: Fee) -> int:
    """What this fee adds to one ticket of this price."""
    if price == 0 or fee.absorbed or fee.kind == "per_order":
        return 0
    return fee.amount if fee.kind == "per_ticket" else percent_of(price, fee.amount)


def all_in(price: int, fees: Iterable[Fee]) -> int:
    """What one ticket costs with every fee that counts per ticket: the price to print on the map."""
    return price + sum(fee_on_ticket(price, fee) for fee in fees)


def total_of(lines: Sequence[Line], fees: Iterable[Fee]) -> Sums:
    """What these tickets come to, each fee that is charged as a line of its own."""
    priced = [line.price for line in lines if line.price > 0]
    tickets = Sum("1 ticket" if len(lines) == 1 else f"{len(lines)} tickets", sum(priced), max(len(lines), 1))
    charged = [_charged(priced, fee) for fee in fees if not fee.absorbed]
    return Sums(tickets, [fee for fee in charged if fee.amount > 0])


def _charged(prices: Sequence[int], fee: Fee) -> Sum:
    if fee.kind == "per_order":
        return Sum(fee.name, fee.amount if prices else 0)
    return Sum(fee.name, sum(fee_on_ticket(price, fee) for price in prices), max(len(prices), 1))


def decimals(currency: str) -> int:
    """How many digits of this currency follow the point."""
    return 0 if currency in NO_MINOR_UNITS else 3 if currency in THOUSANDTHS else 2


def money(minor: int, currency: str) -> str:
    """As the house writes it: "€1,120.00", "¥12,000", "CHF 84.00" (a space that does not break), and "free" for 0."""
    if minor == 0:
        return "free"
    places = decimals(currency)
    whole, part = divmod(abs(minor), 10**places)
    digits = f"{whole:,}.{part:0{places}}" if places else f"{whole:,}"
    return ("−" if minor < 0 else "") + SIGNS.get(currency, currency + "\N{NO-BREAK SPACE}") + digits
