"""The input of a printed ticket: its words in a language, and a digest that tells languages apart."""

import msgspec
import pytest

from app.events.catalog import Performance, public_performance
from app.tickets.printed_order import PrintedOrder, pdf_input
from app.tickets.tickets import TicketView, get_tickets
from tests.checkout.scenarios import order_free_seats
from tests.unbracketed import unbracketed
from tests.world import World


@pytest.fixture
async def preview(world: World) -> Performance:
    """Return the free Preview at the Rex."""
    performance = await public_performance(world.preview)
    assert performance is not None
    return performance


@pytest.fixture
async def tickets(world: World) -> list[TicketView]:
    """Return Ana's two tickets for the Preview."""
    return await get_tickets(world.preview, (await order_free_seats(world)).id)


async def test_every_word_is_in_the_language(preview: Performance, tickets: list[TicketView]) -> None:
    order = msgspec.json.decode(pdf_input(preview, "RX10-7K2M", tickets, "en-XA").order, type=PrintedOrder)
    assert [word for word in order.words.values() if unbracketed(word) or not word] == []
    texts = [order.name, order.located, *(ticket.number for ticket in order.tickets)]
    assert [text for text in texts if unbracketed(text)] == []
    assert (order.language, order.direction) == ("en", "ltr")


async def test_a_pdf_of_another_language_is_another_one_in_the_cache(
    preview: Performance, tickets: list[TicketView]
) -> None:
    digests = {pdf_input(preview, "RX10-7K2M", tickets, tag).digest for tag in ("en", "en-XA", "en", "unknown")}
    assert len(digests) == 2
