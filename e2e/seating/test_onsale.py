"""The on-sale on open pages: the sale opens in each of them, and no page is loaded again."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.fan import Fan
from e2e.scenarios import Scenario

SOON = (8, 30, 120)  # seconds until the sale; longer where a slow machine could not open the pages in time
OPENED = 150_000  # ms: longer than the longest wait for the sale
BEGINS = "UPDATE performance SET on_sale_at = now() + $2::interval WHERE id = $1 RETURNING id"
MARK = """sale => {
    window.stays = true;
    const countdown = document.querySelector(`[data-countdown][data-opens^="${sale}"]`);
    return countdown !== null && /^[012]:\\d\\d$/.test(countdown.textContent.trim());
}"""
STAYS = "window.stays === true"


async def opens_before_the_sale(scenario: Scenario, performance: int, addresses: dict[str, Fan]) -> None:
    """Open the pages at once; each counts the seconds down, and is marked so that another load would be noticed."""
    for seconds in SOON:
        await scenario.fetch_value(BEGINS, performance, timedelta(seconds=seconds))
        counting = await asyncio.gather(
            *(_counts_down(fan, address, performance) for address, fan in addresses.items())
        )
        if all(counting):
            return
    raise AssertionError(f"not all of {list(addresses)} show a countdown")


async def _counts_down(fan: Fan, address: str, performance: int) -> bool:
    await fan.opens(address)
    return bool(await fan.page.evaluate(MARK, f"/performances/{performance}/sale"))


@pytest.fixture
async def performance(scenario: Scenario) -> int:
    """Create a free performance whose sale begins in an hour; return its id."""
    return await scenario.create_performance("A night that comes", opens=timedelta(hours=1))


async def test_the_sale_opens_in_its_place_on_map_list_and_front_page(
    ana: Fan, ben: Fan, new_fan: NewFan, performance: int, scenario: Scenario
) -> None:
    carl = await new_fan("Carl")
    addresses = {
        f"/performances/{performance}": ana,
        f"/performances/{performance}/list?section=Circle": ben,
        "/": carl,
    }
    await opens_before_the_sale(scenario, performance, addresses)
    await sees_the_map_open(ana)
    await sees_the_list_open(ben)
    await expect(carl.page.get_by_role("link", name="On sale now")).to_have_attribute(
        "href", f"/performances/{performance}"
    )
    await expect(carl.page.get_by_role("row", name="A night that comes")).to_contain_text("On sale now")
    for fan in (ana, ben, carl):
        assert await fan.page.evaluate(STAYS)


async def sees_the_map_open(ana: Fan) -> None:
    """Take a seat, and have two more found by best available."""
    await ana.sees_map()
    await expect(ana.basket).to_contain_text("Nothing chosen yet", timeout=OPENED)
    await ana.takes("Stalls H 11")
    await ana.page.get_by_role("button", name="Best available").click()
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.lines).to_have_count(3)


async def sees_the_list_open(ben: Fan) -> None:
    """Take two seats of the list, which were disabled before."""
    live = ben.page.locator("#live-polite")
    await expect(live).to_have_text("The sale is open. Choose your seats.", timeout=OPENED)
    await ben.page.get_by_role("button", name="Take 2: Circle").first.click()
    await expect(ben.lines).to_have_count(2)


async def test_a_sale_that_is_put_off_is_counted_down_anew(ana: Fan, performance: int, scenario: Scenario) -> None:
    await opens_before_the_sale(scenario, performance, {f"/performances/{performance}/list": ana})
    await expect(ana.page.get_by_role("button", name="Take 2").first).to_be_disabled()
    await scenario.fetch_value(BEGINS, performance, timedelta(hours=1))
    await expect(ana.page.locator("[data-countdown]")).to_contain_text("59:", timeout=OPENED)
    await expect(ana.page.get_by_role("button", name="Take 2").first).to_be_disabled()
    assert await ana.page.evaluate(STAYS)
