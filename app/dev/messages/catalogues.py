"""Merges the texts of the code into the catalogues, and prints what their translations lack."""

from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError

from app.dev.messages.check import broken, key, missing
from app.dev.messages.extraction import extract, unreadable, write_catalogue
from app.language.compile_catalogues import TEMPLATE, read_catalogue
from app.language.languages import CATALOGUES, PSEUDO, SOURCE
from app.language.tags import parse_tag


def unknown_tags(tags: Sequence[str]) -> list[str]:
    """Return those of the tags that are of no language to translate into, or not written as tags are."""
    return [tag for tag in tags if tag in (SOURCE, PSEUDO) or parse_tag(tag) != tag]


def merge(*new_tags: str, folder: Path = CATALOGUES) -> None:
    """Write the template again and merge it into every catalogue. Texts that are gone stay as comments."""
    template = extract()
    write_catalogue(template, folder / TEMPLATE)
    for file in {*folder.glob("*.po"), *(folder / f"{tag}.po" for tag in new_tags)}:
        catalogue = read_catalogue(file) if file.exists() else Catalog(locale=file.stem.replace("-", "_"))
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write_catalogue(catalogue, file)


def check(folder: Path = CATALOGUES, *, names_missing: bool = True) -> int:
    """Print what is broken and what is missing; return 1 if something is broken or the template is out of date.

    `names_missing`: name each missing text; else only how many there are."""
    failed = list(unreadable())
    extracted, template = extract(), read_catalogue(folder / TEMPLATE)
    if sorted(map(key, extracted)) != sorted(map(key, template)):
        failed.append("The template is out of date: `make messages` extracts the texts again.")
    print(*failed, sep="\n", end="\n" if failed else "")
    for file in sorted(folder.glob("*.po")):
        try:
            catalogue = read_catalogue(file)
        except (PoFileError, ValueError) as error:
            failed.append(f"{file.name} cannot be read: {error}")
            print(failed[-1])
            continue
        absent, wrong = missing(catalogue, template), [*broken(catalogue)]
        failed += wrong
        print(f"{file.stem}: {len(template) - len(absent)} of {len(template)} texts translated")
        named = absent if names_missing else []
        for line in [*(f"broken: {line}" for line in wrong), *(f"missing: {text!r}" for text in named)]:
            print(f"  {line}")
    return int(bool(failed))
