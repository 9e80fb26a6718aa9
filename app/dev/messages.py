"""For translators: `python -m app.dev.messages` extracts the texts from the code and merges them into every catalogue;
with `check` it changes nothing, and prints what is missing and what is broken."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from app.language.compile_catalogues import TEMPLATE, read_catalogue
from app.language.languages import CATALOGUES
from app.settings import ROOT

METHODS = [
    ("app/dev/**", "ignore"),
    ("app/**.py", "python"),
    ("templates/dev/**", "ignore"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("templates/**.txt", "jinja2.ext:babel_extract"),
    ("assets/js/**.js", "javascript"),
]
OPTIONS: dict[str, dict[str, Any]] = {
    "templates/**": {"silent": "false"},
    "assets/js/**.js": {"parse_template_string": True},
}
KEYWORDS = {
    "message": (1,),
    "message_in": ((1, "c"), 2),
    "plural": (1, 2),
    "gettext": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
FACTS = re.compile(r"\{([^{}]*)\}")
ELEMENTS = re.compile(r"</?\w+")
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
COMMENT_TAG = "Translators:"


def extract() -> Catalog:
    """Extract every text from the code. A text of several places is one entry, with the names of their files."""
    template = Catalog(project="Aisle", copyright_holder="the Aisle contributors", charset="utf-8")
    template.header_comment = "# The texts of Aisle, extracted by `make messages`."
    found = extract_from_dir(
        str(ROOT),
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        comment_tags=[COMMENT_TAG],
        strip_comment_tags=True,
        directory_filter=lambda folder: Path(folder).name not in ("node_modules", ".venv", "var", "dev", "compiled"),
    )
    for file, _, texts, comments, context in sorted(found, key=lambda each: each[:2]):
        template.add(texts, None, [(file, 0)], auto_comments=comments, context=context)
    for entry in template:
        entry.locations = sorted(set(entry.locations))
    return template


def write_catalogue(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue so that the same texts give the same bytes: without dates and line numbers."""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    with file.open("wb") as content:
        write_po(content, catalogue, width=120, include_lineno=False, omit_header=False, sort_by_file=False)


def merge() -> None:
    """Write the template again and merge it into every catalogue. Texts that are gone stay as comments."""
    template = extract()
    write_catalogue(template, TEMPLATE)
    for file in sorted(CATALOGUES.glob("*.po")):
        catalogue = read_catalogue(file)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write_catalogue(catalogue, file)


def missing(catalogue: Catalog) -> list[str]:
    """List the English texts that have no translation."""
    return [_source(entry) for entry in catalogue if entry.id and (entry.fuzzy or not all(_forms(entry.string)))]


def broken(catalogue: Catalog) -> Iterator[str]:
    """Describe each translation whose facts or elements differ from those of its English text.

    A plural form may leave out the number, and one for a single thing usually does."""
    for entry in catalogue:
        for form in _forms(entry.string) if entry.id else ():
            if form and (wrong := _difference(entry, form)):
                yield f"{wrong}: {form!r} for {_source(entry)!r}"


def _difference(entry: Message, form: str) -> str:
    sources = _forms(entry.id)
    facts, elements = ({item for source in sources for item in part.findall(source)} for part in (FACTS, ELEMENTS))
    has = set(FACTS.findall(form))
    if has - facts or (facts - has) - ({"count"} if len(sources) > 1 else set()):
        return f"facts {sorted(has)} instead of {sorted(facts)}"
    if form.count("{") != form.count("}") or form.count("{") != len(FACTS.findall(form)):
        return "unmatched braces"
    return "other elements" if set(ELEMENTS.findall(form)) != elements else ""


def _forms(texts: object) -> list[str]:
    return [*texts] if isinstance(texts, tuple | list) else [str(texts or "")]


def _source(entry: Message) -> str:
    return _forms(entry.id)[0]


def check() -> int:
    """Print what is missing and what is broken in each catalogue; return 1 if something is broken or out of date."""
    failed = {_key(entry) for entry in extract()} != {_key(entry) for entry in read_catalogue(TEMPLATE)}
    if failed:
        print("The template is out of date: run `make messages`.")
    for file in sorted(CATALOGUES.glob("*.po")):
        catalogue = read_catalogue(file)
        absent, wrong = missing(catalogue), [*broken(catalogue)]
        failed = failed or bool(wrong)
        print(f"{file.stem}: {len(catalogue) - len(absent)} of {len(catalogue)} texts translated")
        for line in [*(f"broken: {line}" for line in wrong), *(f"missing: {text!r}" for text in absent)]:
            print(f"  {line}")
    return int(failed)


def _key(entry: Message) -> tuple[str, ...]:
    return (entry.context or "", *_forms(entry.id))


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    merge()
