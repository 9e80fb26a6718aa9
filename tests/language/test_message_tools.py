"""`make messages` and `make messages-check`: what is extracted, merged, missing and broken."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from app.dev.messages import catalogues
from app.dev.messages.catalogues import unknown_tags
from app.dev.messages.check import broken, missing, source_text
from app.dev.messages.extraction import extract, unreadable, write_catalogue
from app.language.compile_catalogues import read_catalogue
from app.language.languages import CATALOGUES, PSEUDO

SOURCES = {
    "app/orders.py": """
from app.language.messages import message, message_in, plural

async def send(message):
    message["type"] = "http.request"
    self.message("not a text" if message else other)

def say(name, count):
    # Translators: of a seat
    yield message_in("seat", "Open")
    yield message("{name} is "
                  "here", name=name)
    yield translator.gettext("free")
    return plural("{count} seat", "{count} seats", count)
""",
    "templates/home.html": '<h1 title="{{ gettext("Hello") }}">{{ ngettext("{count} seat", "{count} seats", n) }}</h1>',
    "templates/dev/mail.html": "{{ gettext('Not for fans') }}",
    "assets/js/home.js": 'say(gettext("Hello"), ngettext("One", "Many", n), pgettext("seat", "Open"));',
    "node_modules/x/x.js": 'gettext("Not ours");',
}
ENTRIES = {
    ("seat", "Open"): "assets/js/home.js app/orders.py",
    ("", "{name} is here"): "app/orders.py",
    ("", "free"): "app/orders.py",
    ("", "{count} seat"): "app/orders.py templates/home.html",
    ("", "Hello"): "assets/js/home.js templates/home.html",
    ("", "One"): "assets/js/home.js",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a small project."""
    for name, content in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "workers").mkdir()
    return tmp_path


def test_texts_of_code_templates_and_scripts_are_extracted_with_their_files(root: Path) -> None:
    template = extract(root)
    found = {(entry.context or "", source_text(entry)): entry for entry in template if entry.id}
    files = {key: {file for file, _ in entry.locations} for key, entry in found.items()}
    assert files == {key: set(names.split()) for key, names in ENTRIES.items()}
    assert found["seat", "Open"].auto_comments == ["of a seat"]


def test_a_message_whose_text_is_not_written_at_the_call_is_named(root: Path) -> None:
    (root / "app" / "bad.py").write_text('message(f"{name} is here")\nmessage(TEXT)\nplural("One", many, 1)\nmessage()')
    assert [line.split(": ")[0] for line in unreadable(root)] == [f"app/bad.py:{line}" for line in (1, 2, 3, 4)]


def test_every_message_of_the_project_can_be_extracted() -> None:
    assert list(unreadable()) == []


def catalogue(*entries: tuple[str | tuple[str, ...], str | tuple[str, ...]], tag: str = "de") -> Catalog:
    """Return a catalogue of this language with these texts and their translations."""
    made = Catalog(locale=tag)
    for text, translation in entries:
        made.add(text, translation)
    return made


SEATS = ("{count} seat in {row}", "{count} seats in {row}")
RIGHT = [
    ("{name} is here", "Hier ist {name}"),
    ("{a}, {b}", "{b}, {a}"),
    ("{a}", "{a}, {a}"),
    ("<b>{name}</b> and <i>x</i>", "<i>x</i> und <b>{name}</b>"),
    (SEATS, ("Ein Platz in {row}", "{count} Plätze in {row}")),
    ("Sold", ""),
    ("1 < 2", "1 < 2"),
]
WRONG = [
    ("{name} is here", "Hier ist {nmae}", "facts"),
    ("{name} is here", "Hier", "facts"),
    ("Sold", "{name}", "facts"),
    ("{name} is here", "{name.x}", "facts"),
    ("{name} is here", "{name!r}", "facts"),
    ("{name} is here", "{name} ist {da", "braces"),
    ("{name} is here", "{name} ist da}", "braces"),
    ("Sold", "{", "braces"),
    ("<b>x</b>", "x", "elements"),
    ("<b>x</b>", "<b>x<b>", "elements"),
    ("x", "<script>x</script>", "elements"),
    ('<a href="{url}">x</a>', '<a href="{url}" onclick="{url}">x</a>', "elements"),
    (SEATS, ("{count} Platz", "{count} Plätze in {row}"), "facts"),
    (SEATS, ("{n} Platz in {row}", "{count} Plätze in {row}"), "facts"),
]


@pytest.mark.parametrize(("text", "translation"), RIGHT)
def test_a_translation_may_order_its_facts_and_elements(text: str, translation: str) -> None:
    assert list(broken(catalogue((text, translation)))) == []


@pytest.mark.parametrize(("text", "translation", "problem"), WRONG)
def test_a_translation_with_other_facts_or_elements_is_broken(text: str, translation: str, problem: str) -> None:
    (line,) = broken(catalogue((text, translation)))
    assert problem in line


RULES = [
    ("nplurals=2; plural=(n != 1);", ""),
    ("nplurals=2; plural=n!=1 ? 1 : 0;", ""),
    ("nplurals=2; plural=(n > 1);", "should be"),
    ("nplurals=1; plural=0;", "should be"),
    ("nplurals=2; plural=(n % 0);", "cannot be read"),
    ("nplurals=2; plural=(n !=;", "cannot be read"),
    ("nplurals=2; plural=system(n);", "cannot be read"),
]


def written(folder: Path, rule: str, entry: str = 'msgid "x"\nmsgstr "y"') -> Path:
    """Write a German catalogue with this rule for plural forms; return its file."""
    file = folder / "de.po"
    file.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: {rule}\\n"\n\n{entry}\n'
    )
    return file


@pytest.mark.parametrize(("rule", "problem"), RULES)
def test_the_rule_for_plural_forms_is_that_of_the_language(tmp_path: Path, rule: str, problem: str) -> None:
    lines = list(broken(read_catalogue(written(tmp_path, rule))))
    assert [problem in line for line in lines] == ([True] if problem else [])


Check = Callable[[str], tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a function that checks a German catalogue with such entries: exit code and output."""
    template = Catalog()
    template.add(("{count} seat", "{count} seats"), None, [("app/x.py", 0)])
    template.add("Sold", None, [("app/x.py", 0)])
    write_catalogue(template, tmp_path / "messages.pot")
    monkeypatch.setattr("app.dev.messages.catalogues.extract", lambda: template)

    def run(entries: str) -> tuple[int, str]:
        written(tmp_path, "nplurals=2; plural=(n != 1);", entries)
        return catalogues.check(tmp_path), capsys.readouterr().out

    return run


PLURAL = 'msgid "{count} seat"\nmsgid_plural "{count} seats"\n'


def test_what_is_missing_is_named_and_no_failure(check: Check) -> None:
    assert check('msgid "Sold"\nmsgstr "Verkauft"') == (0, "de: 1 of 2 texts translated\n  missing: '{count} seat'\n")
    assert check(f'{PLURAL}msgstr[0] "Platz"') == (
        0, "de: 0 of 2 texts translated\n  missing: '{count} seat'\n  missing: 'Sold'\n"
    )  # fmt: skip
    assert check('#, fuzzy\nmsgid "Sold"\nmsgstr "{x}"')[0] == 0
    assert "1 of 2" in check('msgid "Sold"\nmsgstr "Verkauft"\n\n#~ msgid "Gone"\n#~ msgstr "{broken}"')[1]


@pytest.mark.parametrize(
    "entries",
    [
        'msgid "Sold"\nmsgstr "{x}"',
        f'{PLURAL}msgstr[0] "a"\nmsgstr[1] "{{count}} b"\nmsgstr[2] "{{count}} c"',
        f'{PLURAL}msgstr[0] "a"\nmsgstr[1] "{{cuont}}"',
        "msgid Sold",
        'msgid "Sold"\nmsgstr "a"\nnonsense',
    ],
)
def test_what_is_broken_fails(check: Check, entries: str) -> None:
    code, output = check(entries)
    assert code == 1
    assert "broken: " in output or "de.po cannot be read: " in output


def test_a_template_that_is_out_of_date_fails(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Catalog()
    newer.add("Sold", None, [("assets/js/x.js", 0)])
    monkeypatch.setattr("app.dev.messages.catalogues.extract", lambda: newer)
    assert "make messages" in check('msgid "Sold"\nmsgstr "Verkauft"')[1]


def test_merging_keeps_translations_and_marks_what_is_gone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.dev.messages.catalogues.extract", lambda: extract(root))
    written(root, "nplurals=2; plural=(n != 1);", 'msgid "free"\nmsgstr "frei"\n\nmsgid "Gone"\nmsgstr "Weg"')
    catalogues.merge("ar", folder=root)
    text = (root / "de.po").read_text()
    assert 'msgid "free"\nmsgstr "frei"' in text
    assert '#~ msgid "Gone"' in text
    assert "#: app/orders.py templates/home.html\n" in text
    assert (root / "ar.po").read_text().count("msgstr[5]") == 2
    catalogues.merge(folder=root)
    assert (root / "de.po").read_text() == text, "merged again, it is the same"
    assert missing(read_catalogue(root / "de.po"), extract(root)).count("free") == 0


def test_a_word_that_is_no_language_makes_no_catalogue() -> None:
    assert unknown_tags(["fr", "pt-BR", "zh-Hant"]) == []
    assert unknown_tags(["merge", "fr", "FR", "pt_BR", "../fr", "en", PSEUDO, ""]) == [
        "merge", "FR", "pt_BR", "../fr", "en", PSEUDO, ""
    ]  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-m", "app.dev.messages", "merge"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr.count("\n"), "merge is no language" in run.stderr) == (1, 1, True)
    assert not (CATALOGUES / "merge.po").exists()
