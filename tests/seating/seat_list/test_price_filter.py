"""Tests of prices as fans type them."""

import pytest
from babel import Locale
from babel.numbers import list_currencies

from app.errors import BadInput
from app.events.catalog import LevelOffer
from app.language.languages import languages
from app.language.money import format_money
from app.seating.seat_list.price_filter import (
    invalid_fields,
    levels_in_price_range,
    parse_amount,
    parse_plain_amount,
)
from app.seating.seat_list.translated_query import translate_query

ENGLISH, GERMAN, FRENCH, ARABIC, JAPANESE = map(Locale.parse, ("en_GB", "de", "fr", "ar", "ja"))
OFFERS = [LevelOffer(n, "ABC"[n], "ABC"[n], price, 5) for n, price in enumerate((9000, 6000, 2500))]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("60", "EUR", 6000),
        ("60.5", "EUR", 6050),
        (" 60,50 ", "EUR", 6050),
        ("€1,120.00", "EUR", 112000),
        ("1,120", "EUR", 112000),
        ("£60", "GBP", 6000),
        ("CHF 84.00", "CHF", 8400),
        ("60.", "EUR", 6000),
        ("12,000", "JPY", 12000),
        ("12000.00", "JPY", 12000),
        ("12.500", "KWD", 12500),
        ("0", "EUR", 0),
        ("007", "EUR", 700),
        ("US$60", "USD", 6000),
        ("$60", "USD", 6000),
        ("1.120,50", "EUR", 112050),
        ("1.120", "EUR", 112000),
        ("12.000", "EUR", 1200000),
        ("60.505", "EUR", 6050500),
        ("1.000", "JPY", 1000),
        ("1.000.000", "JPY", 1000000),
        ("1.120", "KWD", 1120),
        ("60.5000", "EUR", 6050),
    ],
)
def test_a_price_is_read_as_it_is_typed(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency, ENGLISH) == minor


@pytest.mark.parametrize(
    ("text", "locale", "minor"),
    [
        ("1.120,00 €", GERMAN, 112000),
        ("1.120", GERMAN, 112000),
        ("60,50", GERMAN, 6050),
        ("60.50", GERMAN, 6050),
        ("1,120.50", GERMAN, 112050),
        ("60,505", GERMAN, 6050500),
        ("1\u202f120,50\N{NO-BREAK SPACE}€", FRENCH, 112050),
        ("٦٠٫٥٠", ARABIC, 6050),
        ("\u200f60.50\N{NO-BREAK SPACE}€", ARABIC, 6050),
        ("６０．５", JAPANESE, 6050),
        ("1,120", JAPANESE, 112000),
        ("1,120", Locale.parse("de_CH"), 112000),
    ],
)
def test_a_price_is_read_as_the_language_writes_it(text: str, locale: Locale, minor: int) -> None:
    assert parse_amount(text, "EUR", locale) == minor


@pytest.mark.parametrize("text", ["1.12.000", "1,120,00", "0,505", "1.120.", "6 0,,5"])
def test_what_is_no_price_in_german_is_refused_with_an_example_in_german(text: str) -> None:
    with pytest.raises(BadInput, match="Type it like 60 or 60,50"):
        parse_amount(text, "EUR", GERMAN)


@pytest.mark.parametrize("text", ["", "   ", "€"])
def test_an_empty_field_is_no_limit(text: str) -> None:
    assert parse_amount(text, "EUR", ENGLISH) is None


@pytest.mark.parametrize(
    "text", ["-1", "0.505", "1060.505", "sixty", "1e9", "6,0,0", "60;drop", "٦٠", "9" * 13, "$60", "\x00"]
)
def test_what_is_no_price_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match=r"price|costs"):
        parse_amount(text, "EUR", ENGLISH)


@pytest.mark.parametrize("locale", [each.locale for each in languages().values()], ids=str)
def test_what_a_language_writes_it_reads_in_every_currency(locale: Locale) -> None:
    amounts = (0, 1, 50, 6050, 112000, 1234567)
    texts = {(amount, code): format_money(amount, code, locale) for amount in amounts for code in list_currencies()}
    assert {key: text for key, text in texts.items() if parse_amount(text, key[1], locale) != key[0]} == {}


@pytest.mark.parametrize("text", ["60.50", "60.5", "60.5000", " 60.50 "])
def test_a_program_writes_a_point_and_no_separators(text: str) -> None:
    assert parse_plain_amount(text, "EUR") == 6050
    assert parse_plain_amount("1.120", "KWD") == 1120
    assert parse_plain_amount("", "EUR") is None


@pytest.mark.parametrize("text", ["60,50", "1,120.00", "60.505", "€60", "-1", "٦٠", "60."])
def test_a_program_that_writes_otherwise_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no price"):
        parse_plain_amount(text, "EUR")


@pytest.mark.parametrize(
    ("query", "currency", "other", "translated"),
    [
        ("level=1&from=1,120&to=1%2C120.50", "EUR", GERMAN, "level=1&from=1120&to=1120%2C50"),
        ("from=12.375", "KWD", GERMAN, "from=12%2C375"),
        ("from=%D9%A6&to=cheap&from=", "EUR", GERMAN, "from=%D9%A6&to=cheap&from="),
        ("from=1,120&to=+60.50+", "EUR", ENGLISH, "from=1,120&to=+60.50+"),
    ],
)
def test_a_link_to_another_language_keeps_the_amounts(
    query: str, currency: str, other: Locale, translated: str
) -> None:
    assert translate_query(query, currency, ENGLISH, other) == translated


def test_yen_have_no_fractions() -> None:
    with pytest.raises(BadInput, match="Type it like 6000"):
        parse_amount("60.50", "JPY", ENGLISH)


@pytest.mark.parametrize(
    ("least", "most", "numbers"),
    [(None, None, {1, 2, 3}), (None, 6000, {2, 3}), (6000, None, {1, 2}), (2501, 8999, {2}), (1, 2, set())],
)
def test_levels_are_chosen_by_their_all_in_price(least: int | None, most: int | None, numbers: set[int]) -> None:
    assert levels_in_price_range(OFFERS, least, most) == numbers


def test_a_range_that_is_upside_down_is_refused() -> None:
    with pytest.raises(BadInput, match="Turn them round"):
        levels_in_price_range(OFFERS, 6000, 2000)


@pytest.mark.parametrize(
    ("least", "most", "wrong"),
    [("abc", "", {"from"}), ("20", "-5", {"to"}), ("abc", "xyz", {"from", "to"}), ("60", "20", {"from", "to"})],
)
def test_the_field_that_is_no_price_is_the_one_to_mend_and_both_where_they_are_turned_round(
    least: str, most: str, wrong: set[str]
) -> None:
    assert invalid_fields(least, most, "EUR", ENGLISH) == wrong
