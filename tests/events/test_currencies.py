"""Tests of currencies: their digits, the steps they are charged in, and how prices are written."""

import re
from pathlib import Path

import pytest

from app.events.currencies import NO_MINOR_UNITS, SIGNS, decimals, format_money, smallest_charge

WORDS = Path(__file__).parents[2] / "assets" / "js" / "map" / "text.js"


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (0, "EUR", "free"),
        (0, "JPY", "free"),
        (8_400, "EUR", "€84.00"),
        (5, "EUR", "€0.05"),
        (112_000, "EUR", "€1,120.00"),
        (12_000, "JPY", "¥12,000"),
        (40_000, "MGA", "MGA\u00a040,000"),
        (12_340, "KWD", "KWD\u00a012.340"),
        (8_400, "CHF", "CHF\u00a084.00"),
        (840_000, "HUF", "HUF\u00a08,400.00"),
        (-250, "GBP", "−£2.50"),
    ],
)
def test_money_is_written_as_its_currency_is(minor: int, currency: str, words: str) -> None:
    assert format_money(minor, currency) == words


@pytest.mark.parametrize("currency", ["KWD", "BHD", "JOD", "OMR", "TND"])
def test_what_has_thousandths_is_charged_in_tens(currency: str) -> None:
    assert (decimals(currency), smallest_charge(currency)) == (3, 10)


@pytest.mark.parametrize("currency", [*NO_MINOR_UNITS.split(), "EUR", "USD"])
def test_everything_else_is_charged_in_ones(currency: str) -> None:
    assert smallest_charge(currency) == 1


def test_the_map_has_the_same_signs_as_the_pages() -> None:
    [signs] = re.findall(r"SIGNS = \{(.*)\}", WORDS.read_text())
    assert dict(re.findall(r'(\w{3}): "([^"]+)"', signs)) == SIGNS
