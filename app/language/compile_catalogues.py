"""Compiles the catalogues, at set-up: for each language a .mo file, and for pages a script with what scripts say.

Run as `python -m app.language.compile_catalogues`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.language.languages import CATALOGUES, COMPILED, PSEUDO
from app.language.pseudo import pseudo_catalogue

CONTEXT_END = "\x04"
"""Separates the context of a text from the text, as in .mo files."""
TEMPLATE = CATALOGUES / "messages.pot"


def read_catalogue(file: Path) -> Catalog:
    """Read a catalogue. Raises ValueError or babel's PoFileError: it is malformed."""
    with file.open("rb") as content:
        return read_po(content, locale=None if file == TEMPLATE else file.stem.replace("-", "_"), abort_invalid=True)


def script_texts(catalogue: Catalog) -> dict[str, Any]:
    """Return the translations that scripts need, by context and English text; of plurals all forms, in CLDR's order."""
    return {_key(entry): entry.string for entry in _translated(catalogue) if _is_of_scripts(entry)}


def write_compiled(tag: str, catalogue: Catalog) -> None:
    """Write the compiled files of one language."""
    COMPILED.mkdir(exist_ok=True)
    with (COMPILED / f"{tag}.mo").open("wb") as file:
        write_mo(file, catalogue)
    texts = json.dumps(script_texts(catalogue), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (COMPILED / f"{tag}.js").write_text(f"globalThis.aisleTexts = {texts};\n", encoding="utf-8")


def compile_one(tag: str) -> None:
    """Compile the catalogue of this language."""
    write_compiled(tag, read_catalogue(CATALOGUES / f"{tag}.po"))


def compile_all() -> list[str]:
    """Compile every catalogue, and the pseudo-language made of the English texts. Return the tags of the languages."""
    catalogues = {file.stem: read_catalogue(file) for file in sorted(CATALOGUES.glob("*.po"))}
    catalogues[PSEUDO] = pseudo_catalogue(read_catalogue(TEMPLATE))
    for tag, catalogue in catalogues.items():
        write_compiled(tag, catalogue)
    return list(catalogues)


def _translated(catalogue: Catalog) -> Iterator[Message]:
    for entry in catalogue:
        forms = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
        if entry.id and all(forms) and not entry.fuzzy:
            yield entry


def _is_of_scripts(entry: Message) -> bool:
    return any(file.startswith("assets/") for file, _ in entry.locations)


def _key(entry: Message) -> str:
    text = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
    return f"{entry.context}{CONTEXT_END}{text}" if entry.context else text


if __name__ == "__main__":
    print("aisle: compiled the catalogues of", ", ".join(compile_all()), file=sys.stderr)
