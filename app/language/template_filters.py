"""What templates need of a language besides its texts: filters for money, times and lists."""

import functools
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app.language.tags import language_name
from app.language.translator import Translator


def language_filters(written: Translator) -> dict[str, Callable[..., Any]]:
    """Return the filters by name. `money` writes "free" for 0, `price_text` "Free"; times take a time zone.
    `language_name` writes a tag as the language's name: "German". `name` writes a name that stands in no sentence, also
    one of the other direction."""

    def moment(style: str) -> Callable[[datetime, str], str]:
        return lambda at, zone: written.moment(at, zone, style)

    def joined(items: Iterable[Any], style: str = "and") -> str:
        return written.join([written.say(item) for item in items], style)

    return {
        "money": written.money,
        "price_text": written.price,
        "number": written.number,
        "name": written.say,
        "joined": joined,
        "language_name": lambda tag: language_name(tag, written.locale),
        "format_time": moment("time"),
        "format_seconds": moment("seconds"),
        "format_date": moment("date"),
        "format_day": moment("day"),
        "format_date_time": moment("date_time"),
        "format_short_time": moment("short"),
        "format_zoned_time": written.zoned_moment,
    }


def price_writer(written: Translator) -> Callable[[int, str], Markup]:
    """Return the function that writes an amount of money in a page: (minor units, currency) to an element."""

    @functools.lru_cache(4096)
    def price(minor: int, currency: str) -> Markup:
        return Markup('<span class="money">{}</span>').format(written.price(minor, currency))

    return price
