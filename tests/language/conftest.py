"""Fixtures: catalogues of these tests in the place of those of the project."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from app.language import compile_catalogues, languages, negotiation, translator

Texts = Mapping[str | tuple[str, str], str | tuple[str, ...]]
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
    with pytest.MonkeyPatch.context() as patch:
        for name in ("languages", "compile_catalogues", "translator"):
            patch.setattr(f"app.language.{name}.COMPILED", folder / "compiled")
        for name in ("languages", "compile_catalogues"):
            patch.setattr(f"app.language.{name}.CATALOGUES", folder)
        compile_catalogues.compile_all()
        clear_languages()

        def write(tag: str, texts: Texts | None = None) -> None:
            catalogue = Catalog(locale=tag.replace("-", "_"))
            for text, translation in (texts or {}).items():
                catalogue.add(text, translation, locations=[("assets/js/home.js", 1)])
            with (folder / f"{tag}.po").open("wb") as file:
                write_po(file, catalogue)
            compile_catalogues.compile_one(tag)
            clear_languages()

        yield write
    clear_languages()


@pytest.fixture
def write_catalogue(tmp_path: Path) -> Iterator[WriteCatalogue]:
    """Return the function of `own_catalogues`, for this test alone."""
    with own_catalogues(tmp_path) as write:
        yield write
