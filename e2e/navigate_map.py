"""Brings a fan to the states of choosing seats on the map."""

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.scenarios import ARENA, OPENING, Scenario

PLACE = "Stalls H 11"


async def map_party(fan: Fan, scenario: Scenario) -> None:
    """Point at a party of three that spans price levels and would leave a single seat."""
    await fan.opens_map(await scenario.create_performance("Opening Night at the Rex", like=OPENING, singles="warn"))
    for _ in range(2):
        await fan.page.locator(".map-top").get_by_role("button", name="One more").click()
    await fan.comes_closer(PLACE)
    await fan.points_at("Stalls H 12")


async def map_advice(fan: Fan, scenario: Scenario) -> None:
    """Leave a single seat, so that the advice is shown."""
    await fan.opens_map(await scenario.create_performance("Opening Night at the Rex", like=OPENING, singles="warn"))
    await fan.takes(PLACE)
    await expect(fan.notice).to_be_visible()


async def map_filtered(fan: Fan, scenario: Scenario) -> None:
    """Filter by wheelchair spaces and by price."""
    await fan.opens_map(await scenario.create_performance("Opening Night at the Rex", like=OPENING))
    await fan.page.locator("[data-access-filter]").click()
    await fan.page.get_by_label("To", exact=True).select_option(index=2)


async def map_best(fan: Fan, scenario: Scenario) -> None:
    """Open the form for the best available seats."""
    await fan.opens(f"/performances/{await scenario.create_performance('Aurora at the North Arena', like=ARENA)}")
    await expect(fan.page.locator(".plan path.section").first).to_be_attached()
    await fan.page.get_by_role("button", name="Best available").click()


async def map_found(fan: Fan, scenario: Scenario) -> None:
    """Have seats found by best available."""
    await map_best(fan, scenario)
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.notice).to_be_visible()


async def map_standing(fan: Fan, scenario: Scenario) -> None:
    """Open the card that asks for a number of standing places."""
    await fan.opens(f"/performances/{await scenario.create_performance('Aurora at the North Arena', like=ARENA)}")
    await fan.page.locator('.plan path.section[data-name="Pit"]').click()
    await expect(fan.page.locator(".standing-card")).to_be_visible()


async def map_table(fan: Fan, scenario: Scenario) -> None:
    """Point at a table that is sold whole."""
    await fan.opens(f"/performances/{await scenario.create_performance('Aurora at the North Arena', like=ARENA)}")
    await fan.page.locator('.plan path.section[data-name="Tables"]').click()
    await fan.page.locator('.plan .seat[data-r="Table 3"][data-n="1"]').hover()
    await expect(fan.page.locator(".seat-card")).to_be_visible()
