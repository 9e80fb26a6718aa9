"""Compiles the catalogues, at set-up: for each language a .mo file, and for pages a script with what scripts say.

Run as `python -m app.language.compile_catalogues`."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from app.language.languages import CATALOGUES, COMPILED, PSEUDO
from app.language.pseudo import pseudo_catalogue

CONTEXT_END = "\x04"
"""Separates the context of a text from the text, as in .mo files."""
TEMPLATE = "messages.pot"
READY = ".ready"
"""The file whose time is that of the last compilation."""


def read_catalogue(file: Path) -> Catalog:
    """Read a catalogue. Raises ValueError or babel's PoFileError: it is malformed."""
    with file.open("rb") as content:
        return read_po(
            content, locale=None if file.name == TEMPLATE else file.stem.replace("-", "_"), abort_invalid=True
        )


def script_texts(catalogue: Catalog) -> dict[str, Any]:
    """Return the translations that scripts need, by context and English text; of plurals all forms, in CLDR's order."""
    return {_key(entry): entry.string for entry in _translated(catalogue) if _is_of_scripts(entry)}


def write_compiled(tag: str, catalogue: Catalog) -> None:
    """Write the compiled files of one language."""
    COMPILED.mkdir(exist_ok=True)
    machine_readable = io.BytesIO()
    write_mo(machine_readable, catalogue)
    texts = json.dumps(script_texts(catalogue), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _replace(COMPILED / f"{tag}.mo", machine_readable.getvalue())
    _replace(COMPILED / f"{tag}.js", f"globalThis.aisleTexts = {texts};\n".encode())


def compile_one(tag: str) -> None:
    """Compile the catalogue of this language. Raises ValueError or PoFileError: it is malformed."""
    write_compiled(tag, read_catalogue(CATALOGUES / f"{tag}.po"))


def compile_all() -> list[str]:
    """Compile every catalogue, and the pseudo-language made of the English texts. Return the tags of the languages.

    Raises ValueError or PoFileError: one is malformed."""
    tags = sorted(file.stem for file in CATALOGUES.glob("*.po"))
    for tag in tags:
        compile_one(tag)
    write_compiled(PSEUDO, pseudo_catalogue(read_catalogue(CATALOGUES / TEMPLATE)))
    for file in COMPILED.glob("*.*"):
        if file.stem not in (*tags, PSEUDO):
            file.unlink()  # of a language that is gone
    (COMPILED / READY).touch()
    return [*tags, PSEUDO]


def compile_if_stale() -> None:
    """Compile every catalogue if one is newer than what was compiled, as `make` does."""
    ready = COMPILED / READY
    sources = [Path(__file__), *CATALOGUES.glob("*.po"), CATALOGUES / TEMPLATE]
    if not ready.exists() or max(source.stat().st_mtime for source in sources) > ready.stat().st_mtime:
        compile_all()


def _replace(file: Path, content: bytes) -> None:
    """Write a file at once, so that a process that reads it never sees a part."""
    written = file.with_suffix(f".{os.getpid()}")
    written.write_bytes(content)
    written.replace(file)


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


def main() -> int:
    """Compile all. Return 1 after one line that names the catalogue which is malformed."""
    try:
        tags = compile_all()
    except (PoFileError, ValueError) as error:
        print(f"aisle: a catalogue cannot be compiled: {error}. `make messages-check` says more.", file=sys.stderr)
        return 1
    print("aisle: compiled the catalogues of", ", ".join(tags), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
