"""Pages written from right to left: mirrored, nothing wider than the screen, and the plan of the map as it is."""

import pytest
from playwright.async_api import Locator, Page, expect

from e2e.conftest import PHONE, WIDE, NewFan
from e2e.fan import Fan
from e2e.page_states import PLACES, STATES, PageState, night
from e2e.scenarios import ARENA, Scenario

MIRROR = """new MutationObserver((_, observer) => {
  if (!document.documentElement) return;
  document.documentElement.dir = "rtl";
  observer.disconnect();
}).observe(document, { childList: true });"""
"""Sets the direction before the first paint, whatever language the page has."""
RIGHT_EDGE = (
    "Math.max(...[...document.querySelectorAll('.plan .section')].map((part) => part.getBoundingClientRect().right))"
)
NAMES = ("home", "list-basket", "checkout-errors", "order", "waiting-ahead")
SHOWN = [state for state in STATES if state.name in NAMES]


async def mirrored(fan: Fan) -> Fan:
    """Mirror every page that the fan opens."""
    await fan.context.add_init_script(MIRROR)
    return fan


async def middle(node: Locator) -> float:
    """Return the middle of an element, in pixels from the left."""
    box = await node.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


async def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


@pytest.mark.parametrize("state", SHOWN, ids=lambda state: state.name)
async def test_a_mirrored_page_fits_the_screen(state: PageState, new_fan: NewFan, scenario: Scenario) -> None:
    ana = await mirrored(await new_fan("Ana"))
    ana.expects(*state.provokes)
    await state.navigate(ana, scenario)
    for size in (WIDE, PHONE):
        await ana.page.set_viewport_size(size)
        assert await overflow(ana.page) == 0, size


async def test_the_map_is_not_mirrored_but_what_is_around_it_is(ana: Fan, scenario: Scenario) -> None:
    await (await mirrored(ana)).opens_map(await night(scenario))
    first, second, third = [(await ana.at(place))[0] for place in PLACES]
    assert first < second < third
    basket, prices, zoom = [await middle(ana.page.locator(name)) for name in ("#basket", ".prices", ".zoom")]
    assert basket < zoom < first < prices


async def test_a_seat_is_taken_on_a_mirrored_page(ana: Fan, scenario: Scenario) -> None:
    await (await mirrored(ana)).opens_map(await night(scenario))
    await ana.takes(*PLACES)
    await expect(ana.lines).to_have_count(3)


async def test_the_plan_begins_beside_the_prices_not_under_them(new_fan: NewFan, scenario: Scenario) -> None:
    ana = await mirrored(await new_fan("Ana", viewport={"width": 1000, "height": 900}))
    performance = await scenario.create_performance("A large house", like=ARENA)
    await ana.opens(f"/performances/{performance}")
    await expect(ana.page.locator(".plan .section").first).to_be_attached()
    plan: float = await ana.page.evaluate(RIGHT_EDGE)
    prices = await ana.page.locator(".prices").bounding_box()
    assert prices is not None
    assert plan < prices["x"]
