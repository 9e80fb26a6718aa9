"""Fixtures: catalogues of these tests in the place of those of the project."""

import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from app.language import compile_catalogues, languages, negotiation, translator

Texts = Mapping[str | tuple[str, str], str | tuple[str, ...]]
"""English text → translation; (context, text) → translation; (singular, plural) → plural forms."""
WriteCatalogue = Callable[..., None]


def clear_languages() -> None:
    """Forget which languages there are and what their catalogues say."""
    caches = (languages.languages, languages._find_language, negotiation._negotiate)
    for cache in (*caches, translator._catalogue, translator.translator, translator.markup_translator):
        cache.cache_clear()  # type: ignore[attr-defined]


@contextmanager
def own_catalogues(folder: Path) -> Iterator[WriteCatalogue]:
    """Let catalogues be in this folder, which has none yet but that of the pseudo-language.

    Yields a function: `write("de", {"Sold": "Verkauft"})` makes a language and compiles it."""
    (folder / "compiled").mkdir()
    for name in (f"{languages.PSEUDO}.mo", f"{languages.PSEUDO}.js"):
        shutil.copy(languages.COMPILED / name, folder / "compiled")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("languages", "compile_catalogues", "translator"):
            patch.setattr(f"app.language.{name}.COMPILED", folder / "compiled")
        for name in ("languages", "compile_catalogues"):
            patch.setattr(f"app.language.{name}.CATALOGUES", folder)
        clear_languages()

        def write(tag: str, texts: Texts | None = None, plural_forms: str = "") -> None:
            catalogue = Catalog(locale=tag.replace("-", "_"))
            for text, translation in (texts or {}).items():
                context, entry = (
                    (text[0], text[1]) if isinstance(text, tuple) and isinstance(translation, str) else (None, text)
                )
                catalogue.add(entry, translation, locations=[("assets/js/home.js", 1)], context=context)
            content = io.BytesIO()
            write_po(content, catalogue)
            given = content.getvalue().decode()
            if plural_forms:
                given = re.sub(r"Plural-Forms: [^\\]*", f"Plural-Forms: {plural_forms}", given)
            (folder / f"{tag}.po").write_text(given)
            compile_catalogues.compile_one(tag)
            clear_languages()

        yield write
    clear_languages()


@pytest.fixture
def write_catalogue(tmp_path: Path) -> Iterator[WriteCatalogue]:
    """Return the function of `own_catalogues`, for this test alone."""
    with own_catalogues(tmp_path) as write:
        yield write
