"""Tests of an event's texts in further languages: what is shown in each, what is kept, what is refused."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.organizers import set_organizer_language
from app.errors import AisleError, BadInput, NotFound
from app.events.catalog import Performance, get_public_performance, level_offers
from app.events.demo import load_demo
from app.events.price_table import price_table
from app.events.translations.demo_translations import load_demo_texts
from app.events.translations.event_texts import EventTexts, Translation
from app.events.translations.translated_events import TranslatedEvent, translate_event
from app.events.translations.translation_input import TranslationInput, check_languages, parse_translations
from app.language.tags import parse_tag
from db import pool
from db.pool import fetch_value
from db.transaction import transaction
from tests.fan import Fan
from tests.world import World

GERMAN = TranslationInput("Premiere im Rex", "Der Vorhang hebt sich.", {"Premium": "Beste", "Booking fee": "Gebühr"})
RTL_MARK, OVERRIDE = "\u200f", "\u202e"


async def translate(event: str = "opening", **languages: TranslationInput) -> TranslatedEvent:
    async with transaction() as connection:
        return await translate_event(connection, event, check_languages(languages))


async def shown(world: World, tag: str) -> Performance:
    return (await get_public_performance(world.opening)).in_language(tag)


async def refusal(**languages: TranslationInput) -> str:
    with pytest.raises(AisleError) as error:
        await translate(**languages)
    return str(error.value)


async def test_an_event_is_shown_in_the_language_it_is_translated_into(world: World) -> None:
    await translate(de=GERMAN)
    performance = await shown(world, "de")
    assert (performance.title, performance.summary) == ("Premiere im Rex", "Der Vorhang hebt sich.")
    assert (performance.title_language, performance.summary_language) == ("", "")
    assert [offer.name for offer in await level_offers(performance)] == ["Beste", "A", "B", "C", "D"]
    assert performance.translate("Handling") == "Handling"


async def test_a_translation_with_a_region_is_shown_to_all_who_speak_the_language(world: World) -> None:
    await translate(**{"de-DE": GERMAN})
    assert (await shown(world, "de")).title == "Premiere im Rex"


async def test_what_is_not_translated_stays_and_its_language_is_known(world: World) -> None:
    await translate(de=TranslationInput("Premiere im Rex"))
    german, japanese, english = [await shown(world, tag) for tag in ("de", "ja", "en")]
    assert (german.title_language, german.summary_language) == ("", "en")
    assert (japanese.title, japanese.title_language) == ("Opening Night at the Rex", "en")
    assert (english.title, english.title_language, english.summary_language) == ("Opening Night at the Rex", "", "")


async def test_a_performance_is_translated_from_its_own_texts_each_time(world: World) -> None:
    await translate(de=GERMAN, ja=TranslationInput("初日"))
    german = await shown(world, "de")
    assert german.in_language("en") == await shown(world, "en")
    assert (german.in_language("ja").title, german.in_language("ja").names) == ("初日", {})


@pytest.mark.parametrize(
    ("own", "translated", "page", "title", "language"),
    [
        ("en", "pt", "pt-BR", "other", ""),
        ("en", "pt-BR", "pt", "own", "en"),
        ("pt-BR", "en", "pt", "own", ""),
        ("de", "en", "en-XA", "other", ""),
        ("en", "de", "en-XA", "own", ""),
        ("de", "en", "ja", "own", "de"),
    ],
)
def test_the_nearest_language_is_shown(own: str, translated: str, page: str, title: str, language: str) -> None:
    texts = EventTexts(own, "own", "", {translated: Translation("other")})
    assert (texts.in_language(page).title, texts.in_language(page).title_language) == (title, language)


async def test_translations_into_what_became_the_organizers_language_are_not_shown_and_can_be_removed(
    world: World,
) -> None:
    await translate(de=GERMAN, ja=TranslationInput("初日"))
    async with transaction() as connection:
        await set_organizer_language(connection, "olga", "de")
    german = await shown(world, "de")
    assert (german.title, german.title_language, german.names) == ("Opening Night at the Rex", "", {})
    nothing = TranslationInput("", "", dict.fromkeys(GERMAN.names, ""))
    assert set((await translate(de=nothing)).texts.translations) == {"ja"}


async def test_prices_have_translated_names_and_the_same_amounts(world: World) -> None:
    table = await price_table(world.opening)
    german = table.renamed({"Premium": "Beste", "Booking fee": "Gebühr", "Standard": "Normalpreis"})
    assert ([fee.name for fee in german.fees], german.type_name(0)) == (["Gebühr", "Handling"], "Normalpreis")
    assert german.offer(0, 0).level.name == "Beste"
    assert german.totals_of([german.first_ticket(0)]).total == table.totals_of([table.first_ticket(0)]).total
    assert (table.renamed({}) is table, table.levels[0].name) == (True, "Premium")


async def test_texts_that_are_left_out_stay_and_empty_ones_are_taken_back(world: World) -> None:
    await translate(de=GERMAN)
    await translate(de=TranslationInput(summary="Neu.", names={"Handling": "Bearbeitung", "Premium": ""}))
    performance = await shown(world, "de")
    assert (performance.title, performance.summary) == ("Premiere im Rex", "Neu.")
    assert performance.names == {"Booking fee": "Gebühr", "Handling": "Bearbeitung"}
    nothing = TranslationInput("", "", dict.fromkeys(performance.names, ""))
    assert (await translate(de=nothing)).texts.translations == {}
    assert await fetch_value("SELECT translations::text FROM event WHERE slug = 'opening'") == "{}"


async def test_what_is_missing_is_listed(world: World) -> None:
    translated = await translate(de=GERMAN)
    assert translated.missing("de") == ["Standard", "A", "B", "C", "D", "Handling"]
    assert translated.missing("ja")[:2] == ["title", "Standard"]  # it has no summary of its own


async def test_names_that_the_event_does_not_have_are_refused_in_words(world: World) -> None:
    detail = await refusal(de=TranslationInput(names={"Premium": "Beste", "Adlt": "Erwachsene", "Kid": "Kind"}))
    assert 'no ticket type, price level, fee or tax called "Adlt" and "Kid". Its names are "Standard", "Prem' in detail
    assert (await shown(world, "de")).names == {}


async def test_the_organizers_own_language_is_no_translation(world: World) -> None:
    assert "en is the language of the organizer's own texts" in await refusal(en=TranslationInput("Opening"))
    with pytest.raises(NotFound, match="no event called moon"):
        await translate("moon", de=GERMAN)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (TranslationInput("ä" * 10_000), "The title may have at most 200 characters, and has 10,000"),
        (TranslationInput(summary="😀" * 1_001), "The summary may have at most 1,000 characters"),
        (
            TranslationInput(names={"Premium": "x" * 101}),
            'The translation of "Premium" may have at most 100 characters, and has 101',
        ),
        (TranslationInput(f"Premiere {OVERRIDE}evil"), "The title has a character that nobody can read"),
        (TranslationInput("Premiere\x00"), "The title has a character that nobody can read"),
    ],
)
async def test_texts_that_no_page_can_show_are_refused_whole(world: World, texts: TranslationInput, says: str) -> None:
    assert says in await refusal(ja=GERMAN, de=texts)
    assert (await shown(world, "ja")).title == "Opening Night at the Rex"


async def test_emoji_direction_marks_and_markup_are_texts_like_others(world: World) -> None:
    title = f"ليلة{RTL_MARK} Rex 👩‍🎤 <b>&"
    await translate(ar=TranslationInput(f"  {title}\n"))
    assert (await shown(world, "ar")).title == title


async def test_malformed_translations_hide_no_page(world: World, visit: Callable[[], Fan]) -> None:
    await pool.execute("""UPDATE event SET translations = '{"de": {"title": 7}}' WHERE slug = 'opening'""")
    page = await visit().read("/?lang=de")
    assert (page.status_code, "Opening Night at the Rex" in page.text) == (200, True)
    assert (await shown(world, "de")).names == {}


async def test_two_translators_at_once_keep_both_languages(world: World) -> None:
    tags = ("de", "ja", "ar", "fr", "es", "it", "pt", "nl")
    await asyncio.gather(*(translate(**{tag: TranslationInput(tag)}) for tag in tags))
    assert [(await shown(world, tag)).title for tag in tags] == list(tags)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "The file cannot be read"),
        (b'{"de": {"titel": "Premiere"}}', "contains unknown field `titel`"),
        (b'{"de": {"names": {"A": 1}}}', "The file cannot be read"),
        (b'{"de": {"title": "\xff"}}', "The file cannot be read"),
        (b'{"deutsch": {}}', 'No language called "deutsch" is known'),
        (b'{"xx": {}}', 'No language called "xx" is known'),
        (b'{"de": {}, "de-CH": {}}', 'The language "de" is there twice'),
        (b" " * 1_000_001, "longer than any texts"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_translations(content)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        *(("de", "de"), ("gl-es", "gl-ES"), ("pt-br", "pt-BR"), ("zh-TW", "zh-Hant-TW"), ("en-xa", "en-XA")),
        *(("DE-at", "de"), ("de-DE", "de"), ("ja-Jpan-JP", "ja"), ("en-US", "en")),
        *(("iw", "he"), ("in", "id"), ("iw-IL", "he-IL"), ("und", None), ("root", None), ("und-DE", None)),
        *(("", None), ("de_AT", None), ("d" * 99, None), ("../etc", None), ("ар", None), ("xx", None)),
    ],
)
def test_a_language_is_known_by_its_tag(text: str, tag: str | None) -> None:
    assert parse_tag(text) == tag


async def test_an_organizer_says_in_which_language_its_texts_are(world: World) -> None:
    async with transaction() as connection:
        assert await set_organizer_language(connection, "olga", "DE") == "de"
        with pytest.raises(BadInput, match='No language called "klingon" is known'):
            await set_organizer_language(connection, "olga", "klingon")
    german, english = await shown(world, "de"), await shown(world, "en")
    assert (german.language, german.title_language, english.title_language) == ("de", "", "de")


def test_the_demo_is_translated_whole() -> None:
    demo: Any = load_demo()
    proper_names = {"blue-hour-trio", "nadia-okafor-mostly-fine", "cirque-lumen", "aurora-world-tour"}
    for texts in load_demo_texts().values():
        assert set(texts.events) == {event.slug for event in demo.events}
        assert all(text.summary for text in texts.events.values())
        assert {slug for slug, text in texts.events.items() if not text.title} == proper_names
        types = {name for event in demo.events for name in event.types}
        charged = {
            charge.name for event in demo.events for charge in [*event.fees, *([event.tax] if event.tax else [])]
        }
        assert types | charged <= set(texts.names)
