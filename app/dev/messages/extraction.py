"""Extracts the texts of Python code, templates and scripts into the template of all catalogues."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from app.dev.messages.calls import unreadable_calls
from app.settings import ROOT

METHODS = [
    ("app/dev/**", "ignore"),
    ("app/**.py", "app.dev.messages.calls:extract_calls"),
    ("workers/**.py", "app.dev.messages.calls:extract_calls"),
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
FOLDERS = ("app", "workers", "templates", "assets")
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
COMMENT_TAG = "Translators:"


def extract(root: Path = ROOT) -> Catalog:
    """Extract every text from the code. A text of several places is one entry, with the names of their files."""
    template = Catalog(project="Aisle", copyright_holder="the Aisle contributors", charset="utf-8")
    template.header_comment = "# The texts of Aisle, extracted by `make messages`."
    found = extract_from_dir(
        str(root),
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        comment_tags=[COMMENT_TAG],
        strip_comment_tags=True,
        directory_filter=lambda folder: _is_ours(Path(folder).relative_to(root)),
    )
    for file, _, texts, comments, context in sorted(found, key=lambda each: each[:2]):
        template.add(texts, None, [(file, 0)], auto_comments=comments, context=context)
    for entry in template:
        entry.locations = sorted(set(entry.locations))
    return template


def unreadable(root: Path = ROOT) -> Iterator[str]:
    """Describe each message of Python code whose text is not written at its call, so that it cannot be extracted."""
    for folder in ("app", "workers"):
        for file in sorted((root / folder).rglob("*.py")):
            for line, name in unreadable_calls(file.read_text()):
                yield f"{file.relative_to(root)}:{line}: the text of {name}() must be written there"


def write_catalogue(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue so that the same texts give the same bytes: without dates and line numbers."""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    with file.open("wb") as content:
        write_po(content, catalogue, width=120, include_lineno=False, omit_header=False, sort_by_file=False)


def _is_ours(folder: Path) -> bool:
    return not folder.parts or folder.parts[0] in FOLDERS
