"""Choosing seats on a phone by touch."""

import pytest
from playwright.async_api import expect

from e2e.axe import ALL, COLOURS, findings
from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan

HAND = {
    "viewport": PHONE,
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "reduced_motion": "no-preference",
}
WIDER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
async def ana(new_fan: NewFan) -> Fan:
    """Return a fan with a phone that shows animations."""
    return await new_fan("Ana", **HAND)


async def test_a_tap_comes_closer_a_tap_points_and_a_press_takes(ana: Fan, performance: int) -> None:
    await ana.opens_map(performance)
    await expect(ana.page.locator(".tap-hint")).to_be_visible()
    await ana.taps("Stalls H 11")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "seat")
    await ana.taps("Stalls H 11")
    await ana.page.locator(".seat-card").get_by_role("button", name="Take it").tap()
    await ana.sees("Stalls H 11", "mine")
    await ana.page.get_by_role("link", name="Show the basket").tap()
    await expect(ana.basket.get_by_role("button", name="Give back H 11")).to_be_in_viewport()
    await ana.basket.get_by_role("link", name="Back to the map").tap()
    await expect(ana.basket.get_by_role("button", name="Give back H 11")).not_to_be_in_viewport()
    await ana.checks_out()
    await ana.orders()
    assert await ana.page.evaluate(WIDER) <= 0


async def test_nothing_is_wider_than_the_phone(ana: Fan, performance: int) -> None:
    for path in ("/", f"/performances/{performance}", f"/performances/{performance}/list", "/orders/1/unknown"):
        ana.expects("404")
        await ana.opens(path)
        await expect(ana.page.locator("main")).to_be_visible()
        assert await ana.page.evaluate(WIDER) <= 0, path


async def test_with_letters_twice_as_large_a_thumb_still_takes_a_seat_and_finds_others(
    ana: Fan, performance: int
) -> None:
    session = await ana.context.new_cdp_session(ana.page)
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    await ana.opens_map(performance)
    await ana.taps("Stalls H 11")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "seat")
    await ana.taps("Stalls H 11")
    await ana.page.locator(".seat-card").get_by_role("button", name="Take it").tap()
    await ana.sees("Stalls H 11", "mine")
    await ana.page.get_by_role("button", name="Best available").tap()
    assert await ana.page.evaluate(WIDER) <= 0
    await ana.page.get_by_role("button", name="Find the best seats").tap()
    await expect(ana.lines).to_have_count(3)
    assert await ana.page.evaluate(WIDER) <= 0


async def test_axe_finds_nothing_grave_while_the_card_is_under_the_thumb(ana: Fan, performance: int) -> None:
    await ana.opens_map(performance)
    await ana.taps("Stalls H 11")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "seat")
    await ana.taps("Stalls H 11")
    await expect(ana.page.locator(".seat-card")).to_be_visible()
    for lights, rules in (("light", ALL), ("dark", COLOURS)):
        await ana.page.emulate_media(color_scheme=lights, reduced_motion="reduce")
        assert await findings(ana.page, rules) == [], lights
