"""A PDF of the same tickets is rendered once, and never shows a state of before."""

import asyncio
import threading
from collections.abc import Iterator

import msgspec
import pytest

from app.events.catalog import Performance, public_performance
from app.tickets import pdf
from app.tickets.pdf import render_tickets_pdf
from app.tickets.pdf_cache import PdfCache
from app.tickets.printed_order import PdfInput
from app.tickets.tickets import TicketView, get_tickets
from tests.checkout.scenarios import order_free_seats
from tests.eventually import eventually
from tests.world import World


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch, database: str) -> Iterator[list[str]]:
    """Return the names of the threads in which a PDF was rendered; each PDF is its input."""
    threads: list[str] = []

    def typeset(wanted: PdfInput) -> bytes:
        threads.append(threading.current_thread().name)
        return wanted.order

    monkeypatch.setattr(pdf, "_typeset", typeset)
    yield threads
    pdf._cache.clear()


@pytest.fixture
async def order(world: World) -> tuple[Performance, list[TicketView]]:
    """Return the free Preview at the Rex, and Ana's two tickets for it."""
    performance = await public_performance(world.preview)
    assert performance is not None
    return performance, await get_tickets(world.preview, (await order_free_seats(world)).id)


async def test_a_hundred_at_once_and_later_ones_share_one_rendering(
    order: tuple[Performance, list[TicketView]], rendered: list[str]
) -> None:
    performance, tickets = order
    made = await asyncio.gather(*(render_tickets_pdf(performance, "R", tickets) for _ in range(100)))
    assert await render_tickets_pdf(performance, "R", tickets) in made
    assert (len(set(made)), len(rendered)) == (1, 1)


CHANGES_OF_TICKETS = [{"state": "void"}, {"holder": "Ben"}, {"serial": "X"}, {"label": "99"}, {"qr_svg": "<svg />"}]
CHANGES_OF_PERFORMANCES = [{"title": "Other"}, {"state": "cancelled"}, {"hue": 1.0}, {"venue": "Elsewhere"}]


async def test_each_change_of_what_is_shown_is_another_pdf(
    order: tuple[Performance, list[TicketView]], rendered: list[str]
) -> None:
    performance, (first, second) = order
    for change in CHANGES_OF_TICKETS:
        await render_tickets_pdf(performance, "R", [msgspec.structs.replace(first, **change), second])
    for change in CHANGES_OF_PERFORMANCES:
        await render_tickets_pdf(msgspec.structs.replace(performance, **change), "R", [first, second])
    await render_tickets_pdf(performance, "other", [first, second])
    assert len(rendered) == len(CHANGES_OF_TICKETS) + len(CHANGES_OF_PERFORMANCES) + 1


async def test_many_orders_at_once_take_one_thread_of_their_own(
    order: tuple[Performance, list[TicketView]], rendered: list[str]
) -> None:
    performance, tickets = order
    await asyncio.gather(*(render_tickets_pdf(performance, f"R{n}", tickets) for n in range(50)))
    assert (len(rendered), len(set(rendered))) == (50, 1)
    assert rendered[0].startswith("tickets-pdf")


async def test_a_rendering_that_fails_is_tried_again(
    order: tuple[Performance, list[TicketView]], rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: PdfInput) -> bytes:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "_typeset", fails)
        with pytest.raises(OSError, match="no space"):
            await render_tickets_pdf(order[0], "R", order[1])
    assert await render_tickets_pdf(order[0], "R", order[1])


async def test_a_fan_who_goes_away_does_not_end_the_rendering_of_another(
    order: tuple[Performance, list[TicketView]], rendered: list[str]
) -> None:
    asked = [asyncio.create_task(render_tickets_pdf(order[0], "R", order[1])) for _ in range(2)]
    await asyncio.sleep(0)
    asked[0].cancel()
    assert await asked[1]
    await eventually(asked[0].done)


def test_the_cache_has_a_size_and_drops_the_least_recently_used() -> None:
    cache = PdfCache(max_bytes=10, max_entries=3)
    for name in (b"a", b"b", b"c"):
        cache.keep(name, name)
    cache.get(b"a")
    cache.keep(b"d", b"d")
    assert [cache.get(name) for name in (b"a", b"b", b"c", b"d")] == [b"a", None, b"c", b"d"]
    cache.keep(b"e", b"e" * 9)
    assert [cache.get(name) for name in (b"a", b"c", b"d", b"e")] == [None, None, b"d", b"e" * 9]
    cache.keep(b"e", b"e")
    cache.keep(b"f", b"f" * 8)
    assert cache.get(b"d") == b"d"
    cache.keep(b"g", b"g" * 11)
    assert cache.get(b"g") is None
