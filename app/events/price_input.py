"""Parses prices, fees and tax as typed in a terminal. Every error is one sentence with an example."""

import re
from collections.abc import Sequence

import msgspec

from app.errors import BadInput
from app.events.pricing import Fee, Tax
from app.language.messages import Items, message

PRICE = re.compile(r"(?P<level>.+)=(?P<amounts>[0-9]{1,15}(?:,[0-9]{1,15})*)")
FEE = re.compile(
    r"(?P<name>.+)=(?P<kind>per_ticket|per_order|percent):(?P<amount>[0-9.]{1,20})(?P<absorbed>:absorbed)?"
)
TAX = re.compile(r"(?P<name>.+)=(?P<rate>[0-9.]{1,20}):(?P<how>included|added)")
PERCENT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?")


def parse_prices(given: Sequence[str], types: Sequence[str]) -> dict[str, list[int]]:
    """Parse "Premium=11200,5600" → {"Premium": [11200, 5600]}: one amount per ticket type. Raises BadInput."""
    prices: dict[str, list[int]] = {}
    for text in given:
        match = PRICE.fullmatch(text)
        if match is None:
            raise BadInput(message('"{text}" is no price; one is, for example, Premium=11200.', text=text))
        level, amounts = match["level"].strip(), [int(amount) for amount in match["amounts"].split(",")]
        if level in prices:
            raise BadInput(message("{level} has its prices twice.", level=level))
        if len(amounts) != len(types):
            raise BadInput(
                message(
                    "{level} needs one price each for {types}, and has {number}.",
                    level=level,
                    types=Items(tuple(types), "comma"),
                    number=len(amounts),
                )
            )
        prices[level] = amounts
    return prices


def parse_fee(text: str) -> Fee:
    """Parse "Booking fee=percent:7.5" (7.5 % of the price) or "Handling=per_order:150:absorbed". Raises BadInput."""
    match = FEE.fullmatch(text)
    if match is None:
        raise BadInput(
            message(
                '"{text}" is no fee; one is, for example, "Booking fee=per_ticket:200" or "Service=percent:7.5".',
                text=text,
            )
        )
    kind, amount = match["kind"], match["amount"]
    if kind != "percent" and not amount.isdecimal():
        raise BadInput(
            message('"{text}" is no fee: its amount is a whole number of the smallest unit, such as 200.', text=text)
        )
    charged = _percent(text, amount, 2) if kind == "percent" else int(amount)
    fee = {"name": match["name"].strip(), "kind": kind, "amount": charged, "absorbed": bool(match["absorbed"])}
    return msgspec.convert(fee, Fee)


def parse_tax(given: Sequence[str]) -> Tax | None:
    """Parse ["VAT=6:included"] → 6 % that prices and fees contain; [] → None. Raises BadInput."""
    if len(given) > 1:
        raise BadInput(message("A performance has one tax at most."))
    if not given:
        return None
    match = TAX.fullmatch(given[0])
    if match is None:
        raise BadInput(
            message(
                '"{text}" is no tax; one is, for example, VAT=6:included or "Sales tax=8.875:added".', text=given[0]
            )
        )
    return Tax(match["name"].strip(), _percent(given[0], match["rate"], 4), match["how"] == "included")


def _percent(text: str, percent: str, digits: int) -> int:
    """Parse "7.5" → 750 with two digits after the point, 75,000 with four."""
    match = PERCENT.fullmatch(percent)
    if match is None or len(match[2] or "") > digits:
        raise BadInput(
            message(
                'In "{text}" the percentage cannot be read: write 7.5, with at most {digits} digits after the point.',
                text=text,
                digits=digits,
            )
        )
    return int(match[1] + (match[2] or "").ljust(digits, "0"))
