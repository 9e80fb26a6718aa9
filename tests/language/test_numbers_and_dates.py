"""Money, numbers, dates and lists as each language writes them."""

from datetime import UTC, datetime

import pytest

from app.language.dates import is_today
from app.language.languages import language
from app.language.money import decimals, format_money
from app.language.translator import english, translator
from tests.language.conftest import WriteCatalogue

NARROW = str.maketrans({"\N{NO-BREAK SPACE}": "_", "\N{NARROW NO-BREAK SPACE}": "_"})
NIGHT = datetime(2026, 10, 10, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def languages_of_the_test(write_catalogue: WriteCatalogue) -> None:
    """Make languages with other digits, symbols and directions."""
    for tag in ("de", "ja", "ar", "fr"):
        write_catalogue(tag)


MONEY = [
    ("en", 8400, "EUR", "€84.00"),
    ("en", 112_000, "EUR", "€1,120.00"),
    ("en", 8400, "CHF", "CHF_84.00"),
    ("en", 500, "USD", "US$5.00"),
    ("en", -8400, "EUR", "−€84.00"),
    ("en", 12_000, "JPY", "JP¥12,000"),
    ("en", 12_345, "KWD", "KWD_12.345"),
    ("en", 5, "BHD", "BHD_0.005"),
    ("en", 1_500, "CLP", "CLP_1,500"),
    ("de", 8400, "EUR", "84,00_€"),
    ("de", 112_000, "EUR", "1.120,00_€"),
    ("de", 12_000, "JPY", "12.000_¥"),
    ("de", 12_345, "KWD", "12,345_KWD"),
    ("ja", 12_000, "JPY", "￥12,000"),
    ("fr", 112_000, "EUR", "1_120,00_€"),
    ("en-XA", 8400, "EUR", "€84.00"),
]


@pytest.mark.parametrize(("tag", "minor", "currency", "text"), MONEY)
def test_an_amount_has_the_digits_of_its_currency_and_the_order_of_the_language(
    tag: str, minor: int, currency: str, text: str
) -> None:
    assert format_money(minor, currency, language(tag).locale).translate(NARROW) == text


def test_arabic_writes_latin_digits_as_seats_and_cards_do() -> None:
    arabic = translator("ar")
    for text in (arabic.money(12_345, "KWD"), arabic.money(8400, "EUR"), arabic.number(1204), arabic.percent(60_000)):
        assert any(letter in "0123456789" for letter in text)
        assert not any("٠" <= letter <= "٩" for letter in text)
    for style in ("date", "time", "date_time"):
        assert not any("٠" <= letter <= "٩" for letter in arabic.moment(NIGHT, "Asia/Riyadh", style))
    assert "12.345" in arabic.money(12_345, "KWD")


def test_from_right_to_left_the_sign_of_a_dollar_stays_behind_its_letters_and_a_minus_before_its_number() -> None:
    arabic = language("ar").locale
    for currency, symbol in (("USD", "US$\u200e"), ("JPY", "JP¥\u200e"), ("EUR", "€"), ("CHF", "CHF")):
        assert format_money(8400, currency, arabic).endswith(f"\u00a0{symbol}")
    assert format_money(-8400, "EUR", arabic) == "\u200f\u200e−84.00\u00a0€"
    assert "\u200e" not in format_money(8400, "USD", language("en").locale)


def test_a_time_in_arabic_is_never_broken_before_its_half_of_the_day() -> None:
    assert translator("ar").moment(NIGHT, "Europe/Lisbon", "time") == "7:30\u00a0م"
    assert translator("ar").moment(NIGHT, "Europe/Lisbon").endswith(" 7:30\u00a0م")


def test_currencies_have_none_two_or_three_digits() -> None:
    assert [decimals(currency) for currency in ("JPY", "EUR", "KWD", "XYZ")] == [0, 2, 3, 2]


MOMENTS = [
    ("en", "time", "19:30"),
    ("en", "date", "Sat, 10 Oct 2026"),
    ("en", "date_time", "Sat, 10 Oct 2026, 19:30"),
    ("de", "date_time", "Sa., 10. Okt. 2026, 19:30"),
    ("ja", "date_time", "2026年10月10日(土) 19:30"),
    ("fr", "date_time", "sam. 10 oct. 2026, 19:30"),
    ("en-XA", "date_time", "Sat, 10 Oct 2026, 19:30"),
]


@pytest.mark.parametrize(("tag", "style", "text"), MOMENTS)
def test_a_moment_is_written_in_its_zone(tag: str, style: str, text: str) -> None:
    assert translator(tag).moment(NIGHT, "Europe/Lisbon", style) == text


def test_the_day_is_that_of_the_zone() -> None:
    assert english.moment(NIGHT, "Asia/Tokyo") == "Sun, 11 Oct 2026, 03:30"
    assert is_today(NIGHT, datetime(2026, 10, 11, 10, tzinfo=UTC), "Asia/Tokyo")
    assert not is_today(NIGHT, datetime(2026, 10, 11, 10, tzinfo=UTC), "Europe/Lisbon")


LISTS = [
    ("en", "and", "A, B and C"),
    ("en", "or", "A, B or C"),
    ("en", "comma", "A, B, C"),
    ("de", "and", "A, B und C"),
    ("ja", "and", "A、B、C"),
    ("ar", "and", "A وB وC"),
]


@pytest.mark.parametrize(("tag", "style", "text"), LISTS)
def test_a_list_is_joined_as_the_language_does(tag: str, style: str, text: str) -> None:
    assert translator(tag).join(["A", "B", "C"], style) == text


def test_a_short_list_needs_no_comma() -> None:
    assert [english.join(items) for items in ([], ["A"], ["A", "B"])] == ["", "A", "A and B"]
