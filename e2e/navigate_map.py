"""The ways to the states of choosing on the map."""

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.scenarios import ARENA, OPENING, Stage

PLACE = "Stalls H 11"


async def map_party(fan: Fan, stage: Stage) -> None:
    """A party of three is pointed at, at several prices, and would leave a seat alone."""
    await fan.opens_map(await stage.show("Opening Night at the Rex", like=OPENING, singles="warn"))
    for _ in range(2):
        await fan.page.locator(".map-top").get_by_role("button", name="One more").click()
    await fan.comes_closer(PLACE)
    await fan.points_at("Stalls H 12")


async def map_advice(fan: Fan, stage: Stage) -> None:
    """A seat is left on its own, and the house says so."""
    await fan.opens_map(await stage.show("Opening Night at the Rex", like=OPENING, singles="warn"))
    await fan.takes(PLACE)
    await expect(fan.says).to_be_visible()


async def map_filtered(fan: Fan, stage: Stage) -> None:
    """Only places for a wheelchair, and some prices, are looked for."""
    await fan.opens_map(await stage.show("Opening Night at the Rex", like=OPENING))
    await fan.page.locator("[data-access-filter]").click()
    await fan.page.get_by_label("To", exact=True).select_option(index=2)


async def map_best(fan: Fan, stage: Stage) -> None:
    """The form for the best seats is open."""
    await fan.opens(f"/performances/{await stage.show('Aurora at the North Arena', like=ARENA)}")
    await expect(fan.page.locator(".plan path.section").first).to_be_attached()
    await fan.page.get_by_role("button", name="Best available").click()


async def map_found(fan: Fan, stage: Stage) -> None:
    """The house has found some."""
    await map_best(fan, stage)
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.says).to_be_visible()


async def map_standing(fan: Fan, stage: Stage) -> None:
    """How many, in the pit?"""
    await fan.opens(f"/performances/{await stage.show('Aurora at the North Arena', like=ARENA)}")
    await fan.page.locator('.plan path.section[data-name="Pit"]').click()
    await expect(fan.page.locator(".standing-card")).to_be_visible()


async def map_table(fan: Fan, stage: Stage) -> None:
    """A whole table is pointed at."""
    await fan.opens(f"/performances/{await stage.show('Aurora at the North Arena', like=ARENA)}")
    await fan.page.locator('.plan path.section[data-name="Tables"]').click()
    await fan.page.locator('.plan .seat[data-r="Table 3"][data-n="1"]').hover()
    await expect(fan.page.locator(".seat-card")).to_be_visible()
