"""Tests of prices, fees and tax as typed in a terminal."""

import pytest

from app.errors import BadInput
from app.events.price_input import parse_fee, parse_prices, parse_tax
from app.events.pricing import Fee, Tax


def test_a_level_has_one_amount_per_ticket_type() -> None:
    given = ["Premium=11200,5600", "VIP=1, upstairs=300,0"]
    assert parse_prices(given, ["Adult", "Child"]) == {"Premium": [11_200, 5_600], "VIP=1, upstairs": [300, 0]}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["Premium"], "is no price"),
        (["Premium="], "is no price"),
        (["=100"], "is no price"),
        (["A=112.00"], "is no price"),
        (["A=-1"], "is no price"),
        (["A=1,,2"], "is no price"),
        (["A=１２"], "is no price"),
        (["A=1", "A=2"], "A has its prices twice"),
        (["A=1,2"], "A needs one price each for Standard, and has 2"),
    ],
)
def test_a_price_that_cannot_be_meant_is_refused_in_one_sentence(given: list[str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_prices(given, ["Standard"])


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("Booking fee=per_ticket:200", Fee("Booking fee", "per_ticket", 200)),
        ("Handling=per_order:150", Fee("Handling", "per_order", 150)),
        ("Service=percent:7.5", Fee("Service", "percent", 750)),
        ("Service=percent:12", Fee("Service", "percent", 1_200)),
        ("Card=percent:0.25:absorbed", Fee("Card", "percent", 25, absorbed=True)),
        ("A = B: C=per_ticket:1", Fee("A = B: C", "per_ticket", 1)),
    ],
)
def test_a_fee_is_read(text: str, fee: Fee) -> None:
    assert parse_fee(text) == fee


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Booking fee", "is no fee"),
        ("Booking fee=per_seat:100", "is no fee"),
        ("=per_ticket:100", "is no fee"),
        ("Fee=per_ticket:-100", "is no fee"),
        ("Fee=per_ticket:100:free", "is no fee"),
        ("Fee=per_ticket:1.50", "a whole number of the smallest unit"),
        ("Fee=percent:7.125", "at most 2 digits"),
        ("Fee=percent:7..5", "cannot be read"),
        ("Fee=percent:.", "cannot be read"),
    ],
)
def test_a_fee_that_cannot_be_meant_is_refused_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_fee(text)


@pytest.mark.parametrize(
    ("given", "tax"),
    [
        ([], None),
        (["VAT=6:included"], Tax("VAT", 60_000, included=True)),
        (["Sales tax=8.875:added"], Tax("Sales tax", 88_750, included=False)),
        (["Tax=9.4375:added"], Tax("Tax", 94_375, included=False)),
    ],
)
def test_a_tax_is_read(given: list[str], tax: Tax | None) -> None:
    assert parse_tax(given) == tax


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["VAT=6"], "is no tax"),
        (["VAT=six:included"], "is no tax"),
        (["=6:included"], "is no tax"),
        (["VAT=6:both"], "is no tax"),
        (["VAT=6.00001:included"], "at most 4 digits"),
        (["VAT=6:included", "GST=5:added"], "one tax at most"),
    ],
)
def test_a_tax_that_cannot_be_meant_is_refused_in_one_sentence(given: list[str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_tax(given)
