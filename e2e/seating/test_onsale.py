"""The on-sale on open pages: the sale opens in each of them, and no page is loaded again."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.scenarios import Scenario

SOON = timedelta(seconds=8)  # time enough for any machine to open three pages before the on-sale
STAYS = "window.stays === true"


async def waits(fan: Fan, address: str) -> None:
    """Open a page that counts down, and set a mark in it that another page load would clear."""
    await fan.opens(address)
    await expect(fan.page.locator("[data-countdown]").first).to_contain_text("0:00:0")
    await fan.page.evaluate("window.stays = true")


@pytest.fixture
async def performance(scenario: Scenario) -> int:
    """Create a free performance whose sale begins in a few seconds; return its id."""
    return await scenario.create_performance("A night that comes", opens=SOON)


async def test_the_sale_opens_in_its_place_on_map_list_and_front_page(
    ana: Fan, ben: Fan, new_fan: NewFan, performance: int
) -> None:
    carl = await new_fan("Carl")
    await asyncio.gather(
        waits(ana, f"/performances/{performance}"),
        waits(ben, f"/performances/{performance}/list?section=Circle"),
        waits(carl, "/"),
    )
    await sees_the_map_open(ana)
    await sees_the_list_open(ben)
    await expect(carl.page.get_by_role("link", name="On sale now")).to_have_attribute(
        "href", f"/performances/{performance}"
    )
    await expect(carl.page.get_by_role("row", name="A night that comes")).to_contain_text("On sale now")
    for fan in (ana, ben, carl):
        assert await fan.page.evaluate(STAYS)


async def sees_the_map_open(ana: Fan) -> None:
    """Take a seat on the map, and two more by best available."""
    await ana.sees_map()
    await expect(ana.basket).to_contain_text("Nothing chosen yet")
    await ana.takes("Stalls H 11")
    await ana.page.get_by_role("button", name="Best available").click()
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.lines).to_have_count(3)


async def sees_the_list_open(ben: Fan) -> None:
    """Take two seats of the list, whose buttons were disabled before the sale."""
    live = ben.page.locator("#live-polite")
    await expect(live).to_have_text("The sale is open. Choose your seats.")
    await ben.page.get_by_role("button", name="Take 2: Circle").first.click()
    await expect(ben.lines).to_have_count(2)


async def test_a_sale_that_is_put_off_is_counted_down_anew(ana: Fan, performance: int, scenario: Scenario) -> None:
    await waits(ana, f"/performances/{performance}/list")
    await expect(ana.page.get_by_role("button", name="Take 2").first).to_be_disabled()
    await scenario.fetch_value(
        "UPDATE performance SET on_sale_at = now() + interval '1 hour' WHERE id = $1 RETURNING id", performance
    )
    await expect(ana.page.locator("[data-countdown]")).to_contain_text("0:59:")
    await expect(ana.page.get_by_role("button", name="Take 2").first).to_be_disabled()
    assert await ana.page.evaluate(STAYS)
