"""Tests of instants with the name of their time zone."""

from datetime import UTC, datetime

import pytest
from babel import Locale

from app.language.dates import zone_name
from app.language.translator import translator

SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "locale", "name"),
    [
        (SUMMER, "Europe/Lisbon", "en_GB", "WEST"),
        (WINTER, "Europe/Berlin", "de", "MEZ"),
        (WINTER, "Asia/Tokyo", "en_GB", "GMT+9"),
        (WINTER, "Asia/Tokyo", "ja", "JST"),
        (WINTER, "Asia/Kolkata", "en_GB", "GMT+5:30"),
        (WINTER, "America/New_York", "en_GB", "GMT-5"),
        (SUMMER, "America/New_York", "de", "GMT-4"),
        (WINTER, "Africa/Abidjan", "ar", "غرينتش"),
        (WINTER, "UTC", "en_GB", "UTC"),
        (SUMMER, "Africa/Casablanca", "en_GB", "GMT+1"),
        (SUMMER, "America/Sao_Paulo", "de", "GMT-3"),
    ],
)
def test_a_zone_has_a_short_name_or_its_distance(at: datetime, zone: str, locale: str, name: str) -> None:
    assert zone_name(at, zone, Locale.parse(locale)) == name


def test_a_time_says_its_zone() -> None:
    assert translator("en").zoned_moment(SUMMER, "Europe/Lisbon", "time") == "13:00 WEST"
    assert translator("en").zoned_moment(SUMMER, "Asia/Tokyo", "date_time") == "Wed, 1 Jul 2026, 21:00 GMT+9"
