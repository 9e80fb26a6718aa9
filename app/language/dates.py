"""Dates and times as a language writes them, in a time zone."""

import functools
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, get_timezone_name
from babel.dates import format_time as babel_time

DATE = "yMMMEd"
"""CLDR's skeleton of "Sat, 10 Oct 2026"."""
DAY = "MMMd"
"""CLDR's skeleton of "10 Oct"."""


def format_time(at: datetime, zone: str, locale: Locale, length: Literal["short", "medium"] = "short") -> str:
    """Format the time in this zone: "19:30"; at medium length "19:30:05"; in Arabic "7:30 م", with a no-break space."""
    return _format_time(_minute(at) if length == "short" else at, zone, locale, length)


@functools.lru_cache(4096)
def _format_time(at: datetime, zone: str, locale: Locale, length: Literal["short", "medium"]) -> str:
    return babel_time(at.astimezone(ZoneInfo(zone)), length, locale=locale).replace(" ", "\N{NO-BREAK SPACE}")


def _minute(at: datetime) -> datetime:
    """Return the beginning of the minute, for which everything that is written without seconds is the same."""
    return at.replace(second=0, microsecond=0)


@functools.lru_cache(4096)
def format_date(at: datetime, zone: str, locale: Locale, skeleton: str = DATE) -> str:
    """Format the date in this zone: "Sat, 10 Oct 2026"; with the skeleton DAY "10 Oct"."""
    return format_skeleton(skeleton, at.astimezone(ZoneInfo(zone)), locale=locale)


def format_date_time(at: datetime, zone: str, locale: Locale) -> str:
    """Format date and time in this zone: "Sat, 10 Oct 2026, 19:30"."""
    glue = str(locale.datetime_formats["medium"])
    return glue.replace("{1}", format_date(at, zone, locale)).replace("{0}", format_time(at, zone, locale))


def zone_name(at: datetime, zone: str, locale: Locale) -> str:
    """Return the zone's short name at this instant, "CEST"; "GMT+9" where the language has no short one."""
    return _zone_name(_minute(at), zone, locale)


@functools.lru_cache(4096)
def _zone_name(at: datetime, zone: str, locale: Locale) -> str:
    local = at.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, width="short", locale=locale)
    # a zone whose own name is its distance has none in CLDR that is right at any time: Casablanca's would be "WET"
    if (local.tzname() or "+")[0] not in "+-" and name[:1] not in "+-" and " " not in name:
        return name
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    shift = f"{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}" if minutes else ""
    return str(locale.zone_formats["gmt"]).replace("%s", shift)


def is_today(at: datetime, now: datetime, zone: str) -> bool:
    """Return whether this instant is on the day of `now` in this zone."""
    local, today = (moment.astimezone(ZoneInfo(zone)).date() for moment in (at, now))
    return local == today
