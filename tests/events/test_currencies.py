"""Tests of currencies: their digits, the steps they are charged in, and how prices are written."""

import pytest

from app.events.currencies import decimals, smallest_charge
from app.language.money import NO_MINOR_UNITS
from app.language.translator import english


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (0, "EUR", "free"),
        (0, "JPY", "free"),
        (8_400, "EUR", "€84.00"),
        (5, "EUR", "€0.05"),
        (112_000, "EUR", "€1,120.00"),
        (12_000, "JPY", "JP¥12,000"),
        (40_000, "MGA", "MGA\u00a040,000"),
        (12_340, "KWD", "KWD\u00a012.340"),
        (8_400, "CHF", "CHF\u00a084.00"),
        (840_000, "HUF", "HUF\u00a08,400.00"),
        (-250, "GBP", "−£2.50"),
    ],
)
def test_money_is_written_as_its_currency_is(minor: int, currency: str, words: str) -> None:
    assert english.money(minor, currency) == words


@pytest.mark.parametrize("currency", ["KWD", "BHD", "JOD", "OMR", "TND"])
def test_what_has_thousandths_is_charged_in_tens(currency: str) -> None:
    assert (decimals(currency), smallest_charge(currency)) == (3, 10)


@pytest.mark.parametrize("currency", [*NO_MINOR_UNITS.split(), "EUR", "USD"])
def test_everything_else_is_charged_in_ones(currency: str) -> None:
    assert smallest_charge(currency) == 1
