"""Catalogues: which languages there are, what is compiled, and the pseudo-language."""

import json
import os
import shutil
from pathlib import Path

import pytest

import workers.run
from app.language import compile_catalogues
from app.language.compile_catalogues import compile_all, compile_if_stale, main
from app.language.languages import find_language, language, languages
from app.language.pseudo import pseudo_text
from app.language.translator import translator
from app.web.assets import check_assets
from tests.language.conftest import WriteCatalogue, clear_languages

TEMPLATE = Path(compile_catalogues.CATALOGUES / "messages.pot")


@pytest.fixture
def folder(write_catalogue: WriteCatalogue, tmp_path: Path) -> Path:
    """Return the folder of a German and an Arabic catalogue and of the project's template."""
    shutil.copy(TEMPLATE, tmp_path)
    write_catalogue("de", {"Sold": "Verkauft", ("One seat", "{count} seats"): ("Ein Platz", "{count} Plätze")})
    write_catalogue("ar")
    return tmp_path


def test_a_catalogue_makes_a_language_with_its_own_name_and_direction(folder: Path) -> None:
    found = [(each.tag, each.name, each.direction, each.intl) for each in languages().values()]
    assert found == [
        ("en", "English", "ltr", "en-GB-u-nu-latn"),
        ("ar", "العربية", "rtl", "ar-u-nu-latn"),
        ("de", "Deutsch", "ltr", "de-u-nu-latn"),
    ]


@pytest.mark.parametrize("tag", ["", "-", "x" * 100, "d\u00e9", "de.po", "../de", "DE\n", "i", "\u0130"])
def test_what_is_no_tag_is_no_language(folder: Path, tag: str) -> None:
    assert find_language(tag) is None
    assert language(tag).tag == "en"


def test_english_is_known_before_the_settings_are_read(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delattr("app.language.languages.settings")  # `english` is made when a module is imported
    assert language("en").tag == language("xx").tag == "en"


def test_compiling_writes_each_language_and_removes_those_that_are_gone(folder: Path) -> None:
    (folder / "compiled" / "xx.mo").write_bytes(b"")
    assert compile_all() == ["ar", "de", "en-XA"]
    assert {file.name for file in (folder / "compiled").iterdir()} == {
        ".ready", "ar.mo", "ar.js", "de.mo", "de.js", "en-XA.mo", "en-XA.js"
    }  # fmt: skip
    script = (folder / "compiled" / "de.js").read_text()
    texts = json.loads(script.removeprefix("globalThis.aisleTexts = ").removesuffix(";\n"))
    assert texts == {"Sold": "Verkauft", "One seat": ["Ein Platz", "{count} Plätze"]}


def test_catalogues_are_compiled_again_only_when_one_is_newer(folder: Path) -> None:
    compile_all()
    compiled = folder / "compiled" / "de.mo"
    compiled.unlink()
    compile_if_stale()
    assert not compiled.exists()
    os.utime(folder / "de.po", (2_000_000_000_0, 2_000_000_000_0))
    compile_if_stale()
    assert compiled.exists()


@pytest.mark.parametrize("content", [b"hello", b'msgid "\xff"\nmsgstr ""', b'msgid "Sold"'])
def test_a_malformed_catalogue_ends_set_up_with_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (folder / "de.po").write_bytes(content)
    assert main() == 1
    error = capsys.readouterr().err
    assert error.startswith("aisle: a catalogue cannot be compiled: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("kind", ["mo", "js"])
def test_web_and_workers_name_a_catalogue_that_is_not_compiled(
    folder: Path, kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_assets()
    (folder / "compiled" / f"de.{kind}").unlink()
    line = "The catalogue de is not compiled: python -m app.language.compile_catalogues"
    with pytest.raises(FileNotFoundError, match=line):
        check_assets()
    monkeypatch.setattr("workers.run.uvloop.run", lambda work: work.close())
    monkeypatch.setattr("workers.run.set_up_logs", lambda *_, **__: None)
    assert (workers.run.main(), capsys.readouterr().err) == (1, f"aisle: {line}\n")


def test_a_fuzzy_translation_is_not_shown(folder: Path, write_catalogue: WriteCatalogue) -> None:
    write_catalogue("de", {"Sold": "Verkauft", "Free": "Frei"})
    text = (folder / "de.po").read_text()
    (folder / "de.po").write_text(text.replace('msgid "Sold"', '#, fuzzy\nmsgid "Sold"'))
    compile_all()
    clear_languages()
    assert [translator("de").gettext(text) for text in ("Sold", "Free")] == ["Sold", "Frei"]
    assert "Verkauft" not in (folder / "compiled" / "de.js").read_text()


def test_the_pseudo_language_keeps_facts_elements_and_entities() -> None:
    assert pseudo_text("Sold to <b>{name}</b> &amp; {count}.") == "⟦Söld tö <b>{name}</b> &amp; {count}.····⟧"
    assert pseudo_text("{count}") == "⟦{count}⟧"
    assert pseudo_text("Close it") == "⟦Çlöšé ît···⟧"
