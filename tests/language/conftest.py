"""Fixtures: catalogues of these tests in the place of those of the project."""

from collections.abc import Callable, Iterator, Mapping
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


@pytest.fixture
def write_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WriteCatalogue]:
    """Return a function: `write_catalogue("de", {"Sold": "Verkauft"})` makes a language and compiles it."""
    compiled = tmp_path / "compiled"
    for name in ("languages", "compile_catalogues", "translator"):
        monkeypatch.setattr(f"app.language.{name}.COMPILED", compiled)
    for name in ("languages", "compile_catalogues"):
        monkeypatch.setattr(f"app.language.{name}.CATALOGUES", tmp_path)
    monkeypatch.setattr("app.web.assets.COMPILED", compiled)
    clear_languages()

    def write(tag: str, texts: Texts | None = None) -> None:
        catalogue = Catalog(locale=tag.replace("-", "_"))
        for text, translation in (texts or {}).items():
            catalogue.add(text, translation, locations=[("assets/js/home.js", 1)])
        with (tmp_path / f"{tag}.po").open("wb") as file:
            write_po(file, catalogue)
        compile_catalogues.write_compiled(tag, compile_catalogues.read_catalogue(tmp_path / f"{tag}.po"))
        clear_languages()

    yield write
    clear_languages()
