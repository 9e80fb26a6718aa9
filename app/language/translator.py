"""Renders messages in a language: for pages and mails, and wherever else people read."""

import functools
import gettext
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from app.language import dates, money
from app.language.languages import COMPILED, SOURCE, Language, language
from app.language.messages import Fact, Items, Message, Moment, Money, Percent
from realtime.clock import current_time
from realtime.logs import log

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LIST_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}
NAME = re.compile(r"\{(\w+)\}")
ADDRESS = "url"
"""The name of a fact that is an address: written as it is."""


class Translator:
    """Translates the texts of the catalogues into one language and writes facts as the language does.

    A text without a translation stays English, and so does one whose translation cannot be filled in."""

    def __init__(self, into: Language, catalogue: gettext.NullTranslations) -> None:
        self.language, self._catalogue = into, catalogue
        self.locale = into.locale
        self._isolates_every_name = into.direction == "rtl"
        self._text = functools.lru_cache(4096)(lambda text: self._fill(catalogue.gettext(text), text, {}))

    def gettext(self, text: str, /, **facts: Any) -> str:
        """Return the translation of `text` with these facts."""
        return self._fill(self._catalogue.gettext(text), text, facts) if facts else self._text(text)

    def pgettext(self, context: str, text: str, /, **facts: Any) -> str:
        """Return the translation of `text` in this context."""
        return self._fill(self._catalogue.pgettext(context, text), text, facts)

    def ngettext(self, one: str, many: str, count: int, /, **facts: Any) -> str:
        """Return the translation in the plural form of `count`, which is a fact too."""
        source = one if count == 1 else many
        try:
            translated = self._catalogue.ngettext(one, many, count)
        except ArithmeticError:  # the catalogue's rule for plural forms divides by zero
            translated = source
        return self._fill(translated, source, {"count": count, **facts})

    def say(self, fact: Fact) -> str:
        """Write a message or a fact."""
        if isinstance(fact, str):
            return self.isolate(fact)
        if isinstance(fact, Message):
            return self._say_message(fact)
        match fact:
            case int():
                return self.number(fact)
            case Money(amount, currency):
                return self.money(amount, currency)
            case Percent(millionths):
                return self.percent(millionths)
            case Moment(at, zone, style):
                return self.moment(at, zone, style)
            case Items(items, style):
                return self.join([self.say(item) for item in items], style)
        raise TypeError(f"{type(fact).__name__} is no fact of a message")

    def _say_message(self, said: Message) -> str:
        facts = dict(said.facts)
        if said.plural:
            return self.ngettext(said.text, said.plural, said.count, **facts)
        return self.pgettext(said.context, said.text, **facts) if said.context else self.gettext(said.text, **facts)

    def number(self, number: int) -> str:
        """Write a number: "1,204"."""
        return format_decimal(number, locale=self.locale) if abs(number) >= 1000 else str(number)

    def percent(self, millionths: int) -> str:
        """Write a rate in millionths as "6 %" or "8.875 %", with a no-break space."""
        text = format_decimal(millionths / 10_000, "#,##0.####", locale=self.locale)
        return f"{text}\N{NO-BREAK SPACE}%"

    def money(self, minor: int, currency: str) -> str:
        """Write an amount in minor units inside a sentence; "free" for 0."""
        return money.format_money(minor, currency, self.locale) if minor else self.gettext("free")

    def price(self, minor: int, currency: str) -> str:
        """Write an amount that stands alone, as in a column; "Free" for 0."""
        return money.format_money(minor, currency, self.locale) if minor else self.gettext("Free")

    def moment(self, at: datetime, zone: str, style: str = "date_time") -> str:
        """Write an instant in this time zone, in a style of Moment."""
        if style == "time" or (style == "short" and dates.is_today(at, current_time(), zone)):
            return dates.format_time(at, zone, self.locale)
        if style == "seconds":
            return dates.format_time(at, zone, self.locale, "medium")
        if style in ("date", "day"):
            return dates.format_date(at, zone, self.locale, dates.DAY if style == "day" else dates.DATE)
        return dates.format_date_time(at, zone, self.locale)

    def zoned_moment(self, at: datetime, zone: str, style: str = "short") -> str:
        """Write an instant as `moment` does, followed by the short name of the time zone: "19:30 CEST"."""
        # Translators: a time and the short name of its time zone
        return self.gettext(
            "{time} {zone}", time=self.moment(at, zone, style), zone=dates.zone_name(at, zone, self.locale)
        )

    def join(self, items: Sequence[str], style: str = "and") -> str:
        """Write several texts as a list: "A, B and C"."""
        if (
            style == "comma"
        ):  # CLDR has no such style: that of units, "3 feet, 7 inches", has no commas in some languages
            return self.pgettext("between the items of a list", ", ").join(items)
        return format_list(list(items), LIST_STYLES[style], self.locale) if items else ""

    def sentences(self, *texts: str | Message) -> str:
        """Write sentences one after the other, as the language does: Japanese has no space between them. Empty ones are
        left out."""
        return functools.reduce(self._followed, [self._sentence(text) for text in texts if text] or [""])

    def _sentence(self, text: str | Message) -> str:
        return self.say(text) if isinstance(text, Message) else text

    def _followed(self, sentence: str, following: str) -> str:
        pattern, facts = self.gettext("{sentence} {next}"), {"sentence": sentence, "next": following}
        return fill(pattern, "{sentence} {next}", facts, lambda _, text: str(text))

    def isolate(self, name: str) -> str:
        """Keep a name of the other direction from moving the words around it (Unicode's bidirectional isolates)."""
        foreign = self._isolates_every_name or (not name.isascii() and RIGHT_TO_LEFT.search(name))
        return f"{ISOLATE}{name}{END}" if name and foreign else name

    def _fill(self, translated: str, source: str, facts: Mapping[str, Any]) -> str:
        if not facts:
            return translated
        return fill(translated, source, facts, self._write)

    def _write(self, name: str, fact: Any) -> str:
        return str(fact) if name == ADDRESS else self.say(fact)


class MarkupTranslator(Translator):
    """A translator for HTML: texts of the catalogues may have elements; facts are escaped unless they are Markup."""

    def say(self, fact: Fact) -> str:
        """Write a message or a fact. What a fan may have typed is escaped when it is put into a page or a sentence."""
        if isinstance(fact, Items):
            return Markup(self.join([escape(self.say(item)) for item in fact.items], fact.style))  # noqa: S704
        return super().say(fact)

    def sentences(self, *texts: str | Message) -> str:
        """Write sentences one after the other; those that are no Markup are escaped."""
        return Markup(super().sentences(*texts))  # noqa: S704 - `_sentence` escapes

    def _sentence(self, text: str | Message) -> str:
        return escape(super()._sentence(text))

    def _fill(self, translated: str, source: str, facts: Mapping[str, Any]) -> Markup:
        # the catalogues are ours, and `_write` escapes
        return Markup(fill(translated, source, facts, self._write) if facts else translated)  # noqa: S704

    def _write(self, name: str, fact: Any) -> str:
        if isinstance(fact, str):  # Markup too, which is HTML already
            return escape(fact if name == ADDRESS or isinstance(fact, Markup) else self.isolate(fact))
        return escape(self.say(fact))


def fill(translated: str, source: str, facts: Mapping[str, Any], write: Callable[[str, Any], str]) -> str:
    """Put facts, as `write` writes them by name, into a translated text; into its source where the translation has
    other names of facts or is malformed."""
    try:
        parts = _split(translated)
        values = [facts[name] for name in parts[1::2]]
    except (LookupError, ValueError) as error:
        log.error("broken_translation", text=source, problem=repr(error))
        parts = _split(source)
        values = [facts[name] for name in parts[1::2]]
    filled = list(parts)
    filled[1::2] = map(write, parts[1::2], values)
    return "".join(filled)


@functools.lru_cache(4096)
def _split(text: str) -> tuple[str, ...]:
    """Split a text into what stays, which comes first and last, and between it the names of facts. Raises ValueError
    for braces that are around no name."""
    parts = NAME.split(text)
    if any("{" in part or "}" in part for part in parts[::2]):
        raise ValueError(f"braces around no name in {text!r}")
    return tuple(parts)


@functools.cache
def _catalogue(tag: str) -> gettext.NullTranslations:
    if tag == SOURCE:
        return gettext.NullTranslations()
    try:
        with (COMPILED / f"{tag}.mo").open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, LookupError, struct.error) as error:  # absent, or malformed in one of many ways
        log.error("unreadable_catalogue", language=tag, problem=repr(error))
        return gettext.NullTranslations()


@functools.cache
def translator(tag: str) -> Translator:
    """Return the translator into the language of this tag; into English for an unknown one."""
    into = language(tag)
    return Translator(into, _catalogue(into.tag))


@functools.cache
def markup_translator(tag: str) -> MarkupTranslator:
    """Return the translator for HTML into the language of this tag; into English for an unknown one."""
    into = language(tag)
    return MarkupTranslator(into, _catalogue(into.tag))


english = translator(SOURCE)
"""The translator for terminals and logs."""
