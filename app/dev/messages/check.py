"""Checks a catalogue: what is missing, and what would say something else than its English text."""

import gettext
import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

FACTS = re.compile(r"\{([^{}]*)\}")
ELEMENTS = re.compile(r"</?\w[^<>]*>")
NUMBERS = [*range(1_001), 1_000_000]
"""Numbers for which the plural form must be that of CLDR."""


def missing(catalogue: Catalog, template: Catalog) -> list[str]:
    """List the English texts of the template that have no translation, or one that a translator must look at."""
    entries = ((entry, catalogue.get(entry.id, entry.context)) for entry in template if entry.id)
    return [source_text(entry) for entry, found in entries if not found or found.fuzzy or not all(_forms(found.string))]


def broken(catalogue: Catalog) -> Iterator[str]:
    """Describe each translation whose facts or elements differ from those of its English text, and a rule for plural
    forms that is not the language's.

    A plural form may leave out the number, and one for a single thing usually does."""
    if problem := _plural_problem(catalogue):
        yield problem
    for entry in catalogue:
        for form in _forms(entry.string) if entry.id else ():
            if form and not entry.fuzzy and (wrong := _difference(entry, form)):
                yield f"{wrong}: {form!r} for {source_text(entry)!r}"


def source_text(entry: Message) -> str:
    """Return the English text of an entry, of plurals the singular."""
    return _forms(entry.id)[0]


def key(entry: Message) -> tuple[str, ...]:
    """Return what identifies an entry, and the files it is of."""
    return (entry.context or "", *_forms(entry.id), *(file for file, _ in entry.locations))


def _plural_problem(catalogue: Catalog) -> str:
    expected = Catalog(locale=catalogue.locale)
    try:
        rule = gettext.c2py(catalogue.plural_expr)
        forms = [rule(number) for number in NUMBERS]
    except (ValueError, ArithmeticError) as error:
        return f"Plural-Forms cannot be read: {error}"
    right = gettext.c2py(expected.plural_expr)
    if catalogue.num_plurals != expected.num_plurals or forms != [right(number) for number in NUMBERS]:
        return f"Plural-Forms is {catalogue.plural_forms!r} and should be {expected.plural_forms!r}"
    return ""


def _difference(entry: Message, form: str) -> str:
    sources = _forms(entry.id)
    facts = {fact for source in sources for fact in FACTS.findall(source)}
    has = set(FACTS.findall(form))
    if has - facts or (facts - has) - ({"count"} if len(sources) > 1 else set()):
        return f"facts {sorted(has)} instead of {sorted(facts)}"
    if form.count("{") != form.count("}") or form.count("{") != len(FACTS.findall(form)):
        return "unmatched braces"
    return "other elements" if _elements(form) not in [_elements(source) for source in sources] else ""


def _elements(text: str) -> Counter[str]:
    return Counter(ELEMENTS.findall(text))


def _forms(texts: object) -> list[str]:
    return [*texts] if isinstance(texts, tuple | list) else [str(texts or "")]
