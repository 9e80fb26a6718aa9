"""Translated texts of an event in shared pages, in mails, in printed tickets and in calendars."""

from collections.abc import Callable

import pytest
from icalendar import Calendar

from app.checkout.order_mail import build_order_mail
from app.events.translations.translated_events import translate_event
from app.events.translations.translation_input import TranslationInput
from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import order_free_seats
from tests.fan import Fan
from tests.mail.mail_scenarios import claim_due_mail, write_due_mail
from tests.waiting_room.scenarios import create_draw, create_room
from tests.world import World

Visit = Callable[[], Fan]
TEXTS = TranslationInput("Vorpremiere", "", {"Premium": "Loge", "Standard": "Normalpreis"})


@pytest.fixture
async def translated(world: World) -> World:
    """Translate the Preview into the pseudo-language."""
    async with transaction() as connection:
        await translate_event(connection, "preview", {"en-XA": TEXTS})
    return world


async def test_shared_pages_are_translated_by_their_address(translated: World, visit: Visit) -> None:
    await create_draw(await create_room(translated.preview))
    for page in ("/waiting-rooms/1", "/waiting-rooms/1/draw"):
        own, other = [(await visit().read(f"{page}?lang={tag}")).text for tag in ("en", "en-XA")]
        assert ("Preview Night" in own, "Vorpremiere" in own) == (True, False), page
        assert ("Preview Night" in other, "Vorpremiere" in other) == (False, True), page
    assert "Loge" in (await visit().read("/waiting-rooms/1?lang=en-XA")).text
    assert "Vorpremiere" in (await visit().read("/waiting-rooms/1/plain", **{"Accept-Language": "en-XA"})).text


async def test_shared_pages_without_a_language_speak_the_organizers(translated: World, visit: Visit) -> None:
    await create_draw(await create_room(translated.preview))
    await pool.execute("UPDATE organizer SET language = 'en-XA'")
    for page in ("/waiting-rooms/1", "/waiting-rooms/1/draw"):
        assert '<html lang="en-XA"' in (await visit().read(page, **{"Accept-Language": "en"})).text


async def test_the_mail_of_an_order_is_translated(translated: World) -> None:
    receipt = await order_free_seats(translated)
    await pool.execute("UPDATE \"order\" SET language = 'en-XA'")
    await write_due_mail(receipt)
    mail = await build_order_mail(await claim_due_mail())
    assert "Vorpremiere" in mail.subject
    assert ("Normalpreis" in mail.text, "Standard" in mail.text) == (True, False)


async def test_the_calendar_of_an_order_is_translated(translated: World, visit: Visit) -> None:
    receipt = await order_free_seats(translated)
    own, other = [(await visit().read(f"{receipt.address}/calendar.ics{query}")).text for query in ("", "?lang=en-XA")]
    assert ("Preview Night" in own, "Vorpremiere" in other) == (True, True)


async def test_a_title_in_a_calendar_has_its_own_language(translated: World, visit: Visit) -> None:
    receipt = await order_free_seats(translated)
    await pool.execute("UPDATE organizer SET language = 'pt'")
    files = [(await visit().read(f"{receipt.address}/calendar.ics?lang={tag}")).text for tag in ("de", "en-XA")]
    entries = [Calendar.from_ical(file).walk("VEVENT")[0] for file in files]
    assert [entry["summary"].params["LANGUAGE"] for entry in entries] == ["pt", "en-XA"]
    assert [entry["description"].params["LANGUAGE"] for entry in entries] == ["de", "en-XA"]
