"""Tests of the front page, and of rules for every page: all-in prices, live counts, no inline style or script."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.events.catalog import level_offers, public_performance, upcoming_performances
from app.events.performances import cancel_performance
from app.events.pricing import Fee, Tax
from app.seating.holds.hold import hold_seats
from app.settings import settings
from app.web.cache import OneSecondCache
from db import pool
from db.transaction import transaction
from tests.fan import Fan
from tests.seating.holds.test_hold import expire
from tests.world import FREE, World, a_performance

Visit = Callable[[], Fan]
INLINE = re.compile(r"<style(?! nonce)|<script(?![^>]* src=)| style=\"| on[a-z]+=\"|href=\"#\"|javascript:", re.I)


async def another(world: World, slug: str, **changes: object) -> int:
    """Create one more performance at the Rex and return its id."""
    async with transaction() as connection:
        return await a_performance(connection, world.olga, world.plan, slug, slug.title(), **changes)


async def left(performance_id: int) -> int:
    """Return the number of open seats that the front page shows."""
    return next(shown.open for shown in await upcoming_performances() if shown.id == performance_id)


async def test_an_empty_house_says_what_to_do(world: World, visit: Visit) -> None:
    await pool.execute("UPDATE performance SET state = 'draft'")
    answer = await visit().read("/")
    assert answer.status_code == 200
    assert "aisle demo" in answer.text


async def test_what_is_on_is_listed_with_all_in_prices(world: World, visit: Visit) -> None:
    text = (await visit().read("/")).text
    assert "Opening Night at the Rex" in text
    assert f'href="/performances/{world.preview}"' in text
    assert "€32.00" in text  # 28.00 and a booking fee of 4.00
    assert "€28.00" not in text


async def test_a_tax_that_is_added_is_in_every_price_before_the_basket(world: World, visit: Visit) -> None:
    fees, tax = (Fee("Booking fee", "per_ticket", 350),), Tax("Sales tax", 88_750, included=False)
    final = await another(world, "final", currency="USD", prices={level: [4_000] for level in FREE}, fees=fees, tax=tax)
    for address in ("/", f"/performances/{final}", f"/performances/{final}/list"):
        text = (await visit().read(address)).text
        assert ("$47.36" in text, "$43.50" in text, "$40.00" in text) == (True, False, False)


async def test_a_tax_that_is_included_changes_no_price(world: World, visit: Visit) -> None:
    yen = {"currency": "JPY", "prices": {level: [5_800] for level in FREE}, "tax": Tax("VAT", 100_000, included=True)}
    whale = await another(world, "whale", **yen, fees=(Fee("Booking fee", "per_ticket", 220),))
    text = (await visit().read(f"/performances/{whale}")).text
    assert ("¥6,020" in text, 'data-amount="6020"' in text) == (True, True)


@pytest.mark.parametrize("page", ["/performances/{}", "/performances/{}/list"])
async def test_a_fee_that_is_charged_once_is_said_wherever_prices_are(world: World, visit: Visit, page: str) -> None:
    charged, free = [
        (await visit().read(page.format(performance))).text for performance in (world.opening, world.preview)
    ]
    assert (charged.count("fees in, plus €1.50 an order") > 1, "all fees in" in charged) == (True, False)
    assert "an order" not in free


async def test_an_absorbed_fee_per_order_is_not_said(world: World, visit: Visit) -> None:
    fees = (Fee("Booking fee", "per_ticket", 350), Fee("Handling", "per_order", 200, absorbed=True))
    final = await another(world, "final", prices={level: [4_000] for level in FREE}, fees=fees)
    text = (await visit().read(f"/performances/{final}")).text
    assert ("all fees in" in text, "an order" in text, 'data-per-order="0"' in text) == (True, False, True)


async def test_what_is_over_or_cancelled_or_a_draft_is_not_listed(world: World) -> None:
    now = datetime.now(UTC)
    past = {"starts_at": now - timedelta(hours=3), "off_sale_at": now - timedelta(hours=2)}
    await another(world, "yesterday", on_sale_at=now - timedelta(days=9), **past)
    async with transaction() as connection:
        await cancel_performance(connection, world.opening, actor="staff:olga")
    await pool.execute("UPDATE performance SET state = 'draft' WHERE id = $1", await another(world, "draft"))
    assert [shown.id for shown in await upcoming_performances()] == [world.preview]


async def test_a_sale_to_come_counts_down_by_the_servers_clock(world: World, visit: Visit) -> None:
    soon = datetime.now(UTC) + timedelta(hours=5)
    await another(world, "gala", on_sale_at=soon)
    text = (await visit().read("/")).text
    assert f'data-countdown="{soon.isoformat()}' in text
    assert re.search(r"data-countdown=\S+ data-now=\S+ [^>]*>(5:00:00|4:59:\d\d)<", text)


async def test_a_held_seat_is_not_left_and_an_expired_one_is(world: World) -> None:
    before = await left(world.preview)
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    held = await left(world.preview)
    await expire(world.preview, world.ana)
    assert (held, await left(world.preview)) == (before - 2, before)


async def test_the_levels_left_add_up_to_what_is_open(world: World) -> None:
    performance = await public_performance(world.opening)
    assert performance is not None
    offers = await level_offers(performance)
    assert sum(offer.remaining for offer in offers) == performance.open
    assert (offers[0].number, offers[0].key, offers[0].all_in_price) == (1, "P", 11600)
    assert (performance.cheapest, performance.dearest) == (
        min(o.all_in_price for o in offers),
        max(o.all_in_price for o in offers),
    )


@pytest.mark.parametrize("page", ["/", "/performances/{}", "/performances/{}/list", "/performances/999", "/nowhere"])
async def test_no_page_carries_style_or_script_inside_or_a_link_to_nowhere(
    world: World, visit: Visit, page: str
) -> None:
    text = (await visit().read(page.format(world.opening))).text
    assert INLINE.findall(text) == []


async def test_answers_are_shared_for_a_second_and_failures_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_ENV", "development")
    settings.cache_clear()
    calls: list[int] = []

    async def read(key: int) -> int:
        calls.append(key)
        if len(calls) == 1:
            raise OSError("away")
        return key * 2

    ask = OneSecondCache(read)
    with pytest.raises(OSError, match="away"):
        await ask(4)
    assert await asyncio.gather(ask(4), ask(4), ask(5)) == [8, 8, 10]
    assert calls == [4, 4, 5]


@pytest.fixture(autouse=True)
def settings_again() -> Iterator[None]:
    """Clear the cached settings after each test, because a test may have changed the environment."""
    yield
    settings.cache_clear()
