"""Tests of an event's translated texts on the pages that show them, in a browser, for HTMX and for a program."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.translated import translate_order, translate_tickets
from app.checkout.orders.view import get_order_by_link
from app.events.catalog import get_public_performance
from app.events.pricing import Fee, SumLine, Tax
from app.events.translations.translated_events import translate_event
from app.events.translations.translation_input import TranslationInput
from app.language.messages import message
from app.language.translator import english
from app.seating.holds.hold import hold_seats
from app.tickets.tickets import get_tickets
from db import pool
from db.transaction import transaction
from tests.fan import HTMX, JSON, Fan
from tests.world import FREE, World, a_performance

Visit = Callable[[], Fan]
NAMES = {"Premium": "Loge", "B": "Rang", "Standard": "Normalpreis", "Booking fee": "Gebühr", "VAT": "MwSt."}
TEXTS = TranslationInput("Premiere im Rex", "Der Vorhang <hebt> sich.", NAMES)
PSEUDO = {"Accept-Language": "en-XA"}
"""A browser whose pages are in the pseudo-language, into which the event is translated here."""


@pytest.fixture
async def gala(world: World) -> int:
    """Publish a performance with fees and a tax, translated into the pseudo-language and into German."""
    fees, tax = (Fee("Booking fee", "per_ticket", 400),), Tax("VAT", 60_000, included=True)
    prices = {level: [6_400] for level in FREE}
    async with transaction() as connection:
        gala = await a_performance(
            connection, world.olga, world.plan, "gala", "The Gala", prices=prices, fees=fees, tax=tax
        )
        await translate_event(connection, "gala", {"en-XA": TEXTS, "de": TEXTS})
    return gala


async def test_the_front_page_shows_titles_and_the_summary(gala: int, world: World, visit: Visit) -> None:
    await pool.execute("UPDATE performance SET state = 'draft' WHERE id <> $1", gala)
    translated, own = [(await visit().read("/", **headers)).text for headers in (PSEUDO, {})]
    assert "Premiere im Rex" in translated
    assert "Der Vorhang &lt;hebt&gt; sich." in translated
    assert ("The Gala" in translated, "Premiere im Rex" in own, "The Gala" in own) == (False, False, True)


async def test_an_address_with_a_language_shows_it_to_every_browser(gala: int, visit: Visit) -> None:
    assert "Premiere im Rex" in (await visit().read(f"/performances/{gala}?lang=en-XA")).text
    assert "The Gala" in (await visit().read(f"/performances/{gala}?lang=xx")).text


async def test_a_text_that_is_not_translated_has_its_language_and_a_mark(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE organizer SET language = 'de'")
    await pool.execute("UPDATE event SET summary = 'Nur heute.' WHERE slug = 'preview'")
    await pool.execute("UPDATE performance SET state = 'draft' WHERE id <> $1", world.preview)
    text = (await visit().read("/", **{"Accept-Language": "en"})).text
    assert '<h1 id="lead-h"><span lang="de" dir="auto">Preview Night at the Rex</span></h1>' in text
    assert '<span lang="de" dir="auto">Nur heute.</span> <span class="text-language">German</span>' in text
    await pool.execute("UPDATE organizer SET language = 'en'")
    assert 'class="text-language"' not in (await visit().read("/")).text


@pytest.mark.parametrize("page", ["", "/list"])
async def test_map_and_list_show_translated_levels_and_types(gala: int, visit: Visit, page: str) -> None:
    text = (await visit().read(f"/performances/{gala}{page}", **PSEUDO)).text
    assert ("Premiere im Rex" in text, "Loge" in text, "Premium" in text) == (True, True, False)
    assert page or "Normalpreis" in text  # the types that the map's script reads


async def test_the_basket_is_translated_for_browsers_and_programs(gala: int, world: World, visit: Visit) -> None:
    fan = visit()
    body = (await fan.hold(gala, [17], world.plan, **PSEUDO)).json()
    [line] = body["lines"]
    assert (line["level"]["name"], line["ticket_type"]["name"]) == ("Rang", "Normalpreis")
    assert [choice["name"] for choice in line["choices"]] == ["Normalpreis"]
    for headers in (HTMX, {"Accept": "text/html"}):
        text = (await fan.read(f"/performances/{gala}/basket", **headers, **PSEUDO)).text
        assert headers != HTMX or ("Gebühr" in text, "MwSt." in text, "Booking fee" in text) == (True, True, False)
    assert (await fan.read(f"/performances/{gala}/basket", **JSON)).json()["lines"][0]["level"]["name"] == "B"


async def test_the_fast_path_of_holds_translates_too(gala: int, world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{gala}", **PSEUDO)
    taken = await fan.send(
        f"/performances/{gala}/holds", {"seats": "17", "plan": world.plan}, **HTMX, **{"X-Language": "en-XA"}
    )
    assert ("Gebühr" in taken.text, "Booking fee" in taken.text) == (True, False)


async def test_the_checkout_is_translated(gala: int, world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(gala, [17, 18], world.plan)
    text = (await fan.read(f"/performances/{gala}/checkout", **PSEUDO)).text
    assert all(name in text for name in ("Premiere im Rex", "Gebühr", "MwSt.", "Normalpreis"))
    assert "Booking fee" not in text


async def test_an_order_is_translated_by_the_names_it_was_opened_with(gala: int, world: World) -> None:
    await hold_seats(gala, world.ana, [17, 18], world.plan)
    receipt = await open_order(gala, world.ana, "Ana", "ana@example.org")
    label: Any = message("Includes {percent} {name}", percent="6 %", name="VAT")
    order = replace(await get_order_by_link(gala, receipt.link), included=SumLine(label, 1_000))
    german = translate_order(order, (await get_public_performance(gala)).in_language("de"))
    assert {(line.ticket_type, line.level.name) for line in german.lines} == {("Normalpreis", "Rang")}
    assert [fee.label for fee in german.fees] == ["Gebühr"]
    assert german.included is not None
    assert english.say(german.included.label) == "Includes 6 % MwSt."
    assert translate_order(order, await get_public_performance(gala)) is order


async def test_the_page_of_an_order_and_its_json_are_translated(gala: int, world: World, visit: Visit) -> None:
    await hold_seats(gala, world.ana, [17, 18], world.plan)
    receipt = await open_order(gala, world.ana, "Ana", "ana@example.org")
    text = (await visit().read(receipt.address, **PSEUDO)).text
    assert all(name in text for name in ("Premiere im Rex", "Gebühr", "Normalpreis"))
    assert "Booking fee" not in text
    order = (await visit().read(receipt.address, **JSON, **PSEUDO)).json()["order"]
    assert (order["lines"][0]["ticket_type"], order["fees"][0]["label"]) == ("Normalpreis", "Gebühr")


async def test_the_name_of_a_fee_in_another_script_is_stored_as_it_is_and_found_again(world: World) -> None:
    fee, prices = "رسوم الخدمة", {level: [6_400] for level in FREE}
    async with transaction() as connection:
        souk = await a_performance(
            connection, world.olga, world.plan, "souk", "Souk", prices=prices, fees=(Fee(fee, "per_ticket", 400),)
        )
        await translate_event(connection, "souk", {"de": TranslationInput("Basar", "", {fee: "Servicegebühr"})})
    await hold_seats(souk, world.ana, [17], world.plan)
    receipt = await open_order(souk, world.ana, "Ana", "ana@example.org")
    order = await get_order_by_link(souk, receipt.link)
    german = translate_order(order, (await get_public_performance(souk)).in_language("de"))
    assert ([line.label for line in order.fees], german.fees[0].label) == ([fee], "Servicegebühr")


async def test_tickets_are_translated(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    receipt = await open_order(world.preview, world.ana, "Ana", "ana@example.org")
    async with transaction() as connection:
        await translate_event(connection, "preview", {"de": TranslationInput(names={"Standard": "Normalpreis"})})
    german = (await get_public_performance(world.preview)).in_language("de")
    tickets = translate_tickets(await get_tickets(world.preview, receipt.id), german)
    assert [ticket.type_name for ticket in tickets] == ["Normalpreis"]


async def test_a_browser_without_a_known_language_gets_the_organizers(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE organizer SET language = 'en-XA'")
    for address in ("/", f"/performances/{world.preview}", f"/performances/{world.preview}/list"):
        for accepted, spoken in (("tlh", "en-XA"), ("en", "en")):
            text = (await visit().read(address, **{"Accept-Language": accepted})).text
            assert f'<html lang="{spoken}"' in text, (address, accepted)


async def test_other_organizers_share_a_front_page_in_english(world: World, visit: Visit) -> None:
    await pool.execute("INSERT INTO organizer (slug, name, language) VALUES ('otto', 'Otto', 'en-XA')")
    await pool.execute("UPDATE event SET organizer = 2 WHERE slug = 'preview'")
    assert '<html lang="en"' in (await visit().read("/", **{"Accept-Language": "tlh"})).text
