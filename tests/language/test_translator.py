"""Messages in a language: plural forms, contexts, facts of every kind, and what is broken stays English."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from app.errors import NotFound
from app.language.messages import Items, Message, Moment, Money, message, message_in, plural, sentences
from app.language.translator import english, markup_translator, translator
from tests.language.conftest import WriteCatalogue

AT = datetime(2026, 10, 10, 17, 30, tzinfo=UTC)
SEATS = ("{count} seat is left.", "{count} seats are left.")


def seats(count: int) -> Message:
    """Return the message of that many seats."""
    return plural("{count} seat is left.", "{count} seats are left.", count)


def test_english_needs_no_catalogue() -> None:
    assert [english.say(seats(count)) for count in (0, 1, 2, 1204)] == [
        "0 seats are left.",
        "1 seat is left.",
        "2 seats are left.",
        "1,204 seats are left.",
    ]
    assert english.say(message("{name} is 100 % sold.", name="A {b} %s")) == "A {b} %s is 100 % sold."


def test_a_message_is_no_text_until_it_is_written_in_a_language() -> None:
    for write in (str, "{}".format, "%s".__mod__, Markup.escape):
        with pytest.raises(TypeError, match=r"Translator\.say"):
            write(message("Sold"))
    assert str(NotFound(message("No {name}.", name="moon"))) == "No moon."


def test_each_plural_form_of_arabic_is_chosen_by_its_number(write_catalogue: WriteCatalogue) -> None:
    write_catalogue(
        "ar", {SEATS: tuple(f"{form} {{count}}" for form in ("zero", "one", "two", "few", "many", "other"))}
    )
    said = [translator("ar").say(seats(count)).split()[0] for count in (0, 1, 2, 3, 10, 11, 99, 100, 102, 1011)]
    assert said == ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "many"]


def test_japanese_has_one_form_and_a_form_may_leave_out_its_number(write_catalogue: WriteCatalogue) -> None:
    write_catalogue("ja", {SEATS: ("残り{count}席です。",)})
    write_catalogue("de", {SEATS: ("Ein Platz ist frei.", "{count} Plätze sind frei.")})
    assert [translator("ja").say(seats(count)) for count in (1, 1204)] == ["残り1席です。", "残り1,204席です。"]
    assert [translator("de").say(seats(count)) for count in (1, 1204)] == [
        "Ein Platz ist frei.",
        "1.204 Plätze sind frei.",
    ]


def test_a_context_tells_two_meanings_apart(write_catalogue: WriteCatalogue) -> None:
    write_catalogue("de", {"Open": "Öffnen", ("seat", "Open"): "Frei"})
    say = translator("de").say
    assert (say(message("Open")), say(message_in("seat", "Open")), say(message_in("door", "Open"))) == (
        "Öffnen",
        "Frei",
        "Open",
    )


def test_facts_are_written_as_the_language_does(write_catalogue: WriteCatalogue) -> None:
    text = "{name}, {number}, {id}, {money}, {free}, {at}, {list}, {inner}"
    write_catalogue("de", {text: text + ".", "Stalls": "Parkett", "free": "kostenlos"})
    facts = {"name": "Ana", "number": 12_345, "id": "12345", "money": Money(112_000, "EUR"), "free": Money(0, "EUR")}
    lists = {"list": Items(("A", "B", message("Stalls")), "or"), "inner": message("Stalls")}
    said = translator("de").say(message(text, at=Moment(AT, "Europe/Berlin"), **facts, **lists))
    assert said.replace("\N{NO-BREAK SPACE}", "_") == (
        "Ana, 12.345, 12345, 1.120,00_€, kostenlos, Sa., 10. Okt. 2026, 19:30, A, B oder Parkett, Parkett."
    )


@pytest.mark.parametrize(
    "translation",
    [
        "{nobody} fehlt",
        "{0} fehlt",
        "{} fehlt",
        "{name fehlt",
        "name} fehlt",
        "{name.x}",
        "{name[x]}",
        "{name!z}",
        "{name:d}",
    ],
)
def test_a_translation_that_cannot_be_filled_in_is_english(write_catalogue: WriteCatalogue, translation: str) -> None:
    write_catalogue("de", {"{name} is missing": translation})
    said = message("{name} is missing", name="<Ana>")
    assert translator("de").say(said) == "<Ana> is missing"
    assert markup_translator("de").say(said) == "&lt;Ana&gt; is missing"


def test_a_fact_that_cannot_be_written_is_no_broken_translation(
    write_catalogue: WriteCatalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue("de", {"On sale {when}": "Ab {when}"})
    with pytest.raises(LookupError):
        translator("de").say(message("On sale {when}", when=Moment(AT, "Mars/Base")))
    assert "broken_translation" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "rule", ["nplurals=2; plural=(n % 0);", "nplurals=2; plural=(n !=", "nplurals=2; plural=7;", "x"]
)
def test_a_broken_rule_for_plural_forms_is_english(write_catalogue: WriteCatalogue, rule: str) -> None:
    write_catalogue("de", {SEATS: ("{count} Platz", "{count} Plätze"), "Sold": "Verkauft"}, plural_forms=rule)
    assert translator("de").say(seats(2)) in ("2 seats are left.", "2 Plätze")
    assert translator("de").say(message("Sold")) in ("Sold", "Verkauft")


@pytest.mark.parametrize("content", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40, b"\xde\x12\x04\x95"])
def test_a_compiled_catalogue_that_is_broken_is_english(
    write_catalogue: WriteCatalogue, tmp_path: Path, content: bytes
) -> None:
    write_catalogue("de", {"Sold": "Verkauft"})
    (tmp_path / "compiled" / "de.mo").write_bytes(content)
    assert translator("de").say(message("Sold")) == "Sold"


def test_what_a_page_says_is_escaped_once_and_may_have_elements(write_catalogue: WriteCatalogue) -> None:
    write_catalogue("de", {"<b>{name}</b> in {link}": "In {link} ist <b>{name}</b>"})
    text = markup_translator("de").gettext("<b>{name}</b> in {link}", name="<i>", link=Markup("<a>x</a>"))
    assert text == "In <a>x</a> ist <b>&lt;i&gt;</b>"
    nested = message("{list}!", list=Items(("<", message("{name}", name="&"))))
    assert markup_translator("de").say(nested) == "&lt; und &amp;!"


def test_a_name_of_the_other_direction_is_isolated(write_catalogue: WriteCatalogue) -> None:
    write_catalogue("ar")
    hello, url = message("Hello {name}", name="ليلى"), "https://example.org"
    assert english.say(hello) == "Hello \u2068ليلى\u2069"
    assert english.say(message("Hello {name}", name="Zoë")) == "Hello Zoë"
    assert translator("ar").say(message("Hello {name}", name="Zoë")) == "Hello \u2068Zoë\u2069"
    assert translator("ar").say(message("Hello {name}", name="")) == "Hello "
    assert translator("ar").say(message('<a href="{url}">x</a>', url=url)) == f'<a href="{url}">x</a>'


def test_an_unknown_language_is_english() -> None:
    assert translator("xx").language.tag == "en"
    assert markup_translator("../../x").language.tag == "en"


def test_sentences_follow_each_other_as_the_language_does(write_catalogue: WriteCatalogue) -> None:
    write_catalogue("ja", {"{sentence} {next}": "{sentence}{next}", "Sold.": "完売。", "Look again.": "またどうぞ。"})
    sold, again = message("Sold."), message("Look again.")
    page = markup_translator("ja")
    assert (
        page.sentences(sold, "", Markup("<b>はい。</b>"), again, "A & B") == "完売。<b>はい。</b>またどうぞ。A &amp; B"
    )
    assert page.say(sentences(sold, again)) == page.sentences(sold, again)
    assert (english.sentences(sold, again), english.sentences("")) == ("Sold. Look again.", "")
