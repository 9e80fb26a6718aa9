"""The language of an order: kept when it is placed, and spoken by its files; its page speaks the visitor's."""

import html
import re
from collections.abc import Callable

import pytest

from app.checkout.orders.lifecycle import open_order
from db import pool
from tests.checkout.scenarios import (
    buy_order,
    end_payment_time,
    hold_free_seats,
    open_pending_order,
    order_free_seats,
)
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.unbracketed import unbracketed
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana", "email": "ana@example.org"}
IN_PSEUDO = {"accept-language": "en-XA"}
END = """
    UPDATE "order" SET state = $1::text, refunded_at = CASE $1::text WHEN 'refunded' THEN now() END,
        expired_at = CASE $1::text WHEN 'expired' THEN now() END
    WHERE $1::text IN ('refunded', 'expired')
"""
LANGUAGE = 'SELECT language FROM "order"'


async def place(fan: Fan, world: World, query: str = "", **headers: str) -> None:
    """Order seat 17 of the free Preview."""
    await fan.hold(world.preview, [17], world.plan)
    answer = await fan.send(f"/performances/{world.preview}/orders{query}", ANA, **headers)
    assert answer.status_code in (201, 303)


@pytest.mark.parametrize(
    ("query", "accepts", "kept"), [("", "en-XA", "en-XA"), ("?lang=en-XA", "en", "en-XA"), ("", "xx;q=?", "en")]
)
async def test_an_order_keeps_the_language_it_was_placed_in(
    world: World, visit: Visit, query: str, accepts: str, kept: str
) -> None:
    await place(visit(), world, query, **{"accept-language": accepts})
    assert await pool.fetch_value(LANGUAGE) == kept


async def test_a_program_keeps_its_language_too(world: World, visit: Visit) -> None:
    await place(visit(), world, **JSON, **IN_PSEUDO)
    assert await pool.fetch_value(LANGUAGE) == "en-XA"


async def test_a_corrected_order_takes_the_language_of_the_correction(world: World, provider: FakeProvider) -> None:
    receipt = await open_pending_order(world)
    contact = receipt.performance_id, "ana", "Ana", "ana@example.org"
    await open_order(*contact, language="en-XA")
    assert await pool.fetch_value(LANGUAGE) == "en-XA"


async def test_its_files_speak_its_language_unless_their_address_names_another(world: World, visit: Visit) -> None:
    await hold_free_seats(world)
    receipt = await open_order(world.preview, "ana", "Ana", "ana@example.org", language="en-XA")
    file = f"{receipt.address}/calendar.ics"
    assert "⟦" in (await visit().read(file)).text
    assert "⟦" not in (await visit().read(f"{file}?lang=en")).text
    assert (await visit().read(f"{receipt.address}/tickets.pdf")).content[:4] == b"%PDF"


async def test_its_page_speaks_the_language_of_the_visitor(world: World, visit: Visit) -> None:
    receipt = await order_free_seats(world)
    page = await visit().read(f"{receipt.address}?lang=en-XA")
    assert "⟦Ýöü'ré göîñg, Ana" in page.text.replace("&#39;", "'")


async def test_what_is_wrong_with_a_contact_is_said_in_the_language_of_the_request(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{world.preview}")
    wrong = {"name": "", "email": "ana"}
    answer = await fan.send(f"/performances/{world.preview}/orders", wrong, **JSON, **IN_PSEUDO)
    body = answer.json()
    assert set(body["fields"]) == {"name", "email"}
    assert [text for text in (body["title"], body["detail"], *body["fields"].values()) if unbracketed(text)] == []


def main_text(page: str) -> str:
    """Return the text of a page's main element, without its elements."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main is not None
    return html.unescape(re.sub(r'<b class="figure">.*?</b>|<[^>]*>', " ", main[0], flags=re.DOTALL))


NAMES = (
    "Opening Night at the Rex",
    "Stalls",
    "Standard",
    "Ana",
    "RX",
    "Handling",
)


@pytest.mark.parametrize("state", ["pending", "over", "paid", "refunded", "expired"])
async def test_no_text_of_an_order_is_outside_the_catalogues(
    world: World, visit: Visit, provider: FakeProvider, state: str
) -> None:
    unpaid = state in ("pending", "over", "expired")
    receipt = await open_pending_order(world) if unpaid else await buy_order(world, provider)
    if state == "over":
        await end_payment_time(receipt)
    await pool.execute(END, state)
    page = await visit().read(f"{receipt.address}?lang=en-XA")
    assert unbracketed(main_text(page.text), *NAMES) == []
