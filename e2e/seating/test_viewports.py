"""Screens of many sizes: controls over the map cover no other control, and names stay within their sections."""

import itertools
import re

import pytest
from playwright.async_api import expect

from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.scenarios import ARENA, CLUB, Scenario

HAND = {"has_touch": True, "is_mobile": True}
SIDE, LOW = {"width": 844, "height": 390}, {"width": 667, "height": 375}
FLOATS = (".map-floors", ".prices", ".legend", ".activity-line", ".zoom", ".best", ".way")
OUTSIDE = """names => names.filter((name) => {
    const box = name.getBoundingClientRect(), { n } = name.parentNode.dataset;
    const part = document.querySelector(`.section[data-n="${n}"]`);
    const at = (x) => new DOMPoint(x, box.top + box.height / 2).matrixTransform(part.getScreenCTM().inverse());
    return box.width && ![at(box.left), at(box.right)].every((point) => part.isPointInFill(point));
}).map((name) => name.textContent)"""
Box = dict[str, float]


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap by more than a pixel in both directions."""
    return all(
        min(one[at] + one[size], other[at] + other[size]) - max(one[at], other[at]) > 1
        for at, size in (("x", "width"), ("y", "height"))
    )


async def boxes(fan: Fan, *wanted: str) -> dict[str, Box]:
    """Return the boxes of the visible elements that match the `wanted` selectors, by selector and number."""
    shown = {f"{each} {i}": one for each in wanted for i, one in enumerate(await fan.page.locator(each).all())}
    return {name: dict(box) for name, one in shown.items() if (box := await one.bounding_box())}  # type: ignore[call-overload]


async def covered(fan: Fan, *wanted: str) -> list[tuple[str, str]]:
    """Return the pairs of `wanted` elements that overlap."""
    pairs = itertools.combinations((await boxes(fan, *wanted)).items(), 2)
    return [(one, other) for (one, a), (other, b) in pairs if meet(a, b)]


async def covers_the_map(fan: Fan, *wanted: str) -> list[str]:
    """Return the `wanted` elements that overlap a section of the plan."""
    parts = (await boxes(fan, ".section")).values()
    return [name for name, box in (await boxes(fan, *wanted)).items() if any(meet(box, part) for part in parts)]


async def sees_arena(fan: Fan, scenario: Scenario) -> None:
    """Open the arena's map and wait until its sections are painted."""
    performance = await scenario.fetch_value(
        "SELECT p.id FROM performance p JOIN event e ON e.id = p.event WHERE e.slug = $1", ARENA
    )
    await fan.opens(f"/performances/{performance}")
    await expect(fan.page.locator('.section[data-name="109"]')).to_have_attribute("data-level", re.compile(r"\d"))


@pytest.mark.parametrize(
    ("width", "height"), [(900, 700), (1024, 768), (1280, 720), (1280, 800), (1312, 800), (1366, 720)]
)
async def test_at_a_small_desk_nothing_lies_over_the_prices(
    ana: Fan, scenario: Scenario, width: int, height: int
) -> None:
    await ana.page.set_viewport_size({"width": width, "height": height})
    await sees_arena(ana, scenario)
    assert await covered(ana, *FLOATS) == []
    assert await covers_the_map(ana, ".map-floors", ".prices") == []
    await expect(ana.page.locator(".way")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", [SIDE, LOW])
async def test_a_phone_on_its_side_shows_prices_and_floors_beside_a_large_house(
    new_fan: NewFan, scenario: Scenario, screen: dict[str, int]
) -> None:
    ana = await new_fan("Ana", viewport=screen, **HAND)
    await sees_arena(ana, scenario)
    await expect(ana.page.locator(".prices button").first).to_be_in_viewport()
    assert await covered(ana, *FLOATS) == []
    assert await covers_the_map(ana, *FLOATS) == []
    await ana.page.locator('.section[data-name="Floor"]').tap()
    await expect(ana.page.locator(".standing-card")).to_be_visible()
    await expect(ana.page.locator(".prices")).to_be_hidden()


async def test_no_name_is_wider_than_its_part(new_fan: NewFan, scenario: Scenario) -> None:
    ana = await new_fan("Ana", viewport=SIDE, **HAND)
    await sees_arena(ana, scenario)
    assert await ana.page.locator(".part-name .name").evaluate_all(OUTSIDE) == []


@pytest.mark.parametrize("screen", [SIDE, LOW, {"width": 320, "height": 568}])
async def test_on_a_low_screen_all_of_the_open_basket_can_be_reached(
    new_fan: NewFan, performance: int, screen: dict[str, int]
) -> None:
    ana = await new_fan("Ana", viewport=screen, **HAND)
    await ana.opens_map(performance)
    await ana.page.get_by_role("button", name="Best available").tap()
    await ana.page.get_by_role("button", name="Find the best seats").tap()
    await ana.page.get_by_role("link", name="Show the basket").tap()
    for last in (ana.lines.first, ana.basket.get_by_role("button", name="Give back all")):
        await last.scroll_into_view_if_needed()
        await expect(last).to_be_in_viewport(ratio=0.9)
        await expect(ana.basket.get_by_role("link", name="Back to the map")).to_be_in_viewport(ratio=0.9)


async def test_the_hint_to_tap_goes_once_somebody_has_seats(new_fan: NewFan, scenario: Scenario) -> None:
    ana = await new_fan("Ana", viewport=PHONE, **HAND)
    await sees_arena(ana, scenario)
    await expect(ana.page.locator(".tap-hint")).to_be_visible()
    await ana.page.get_by_role("button", name="Best available").tap()
    await ana.page.get_by_role("button", name="Find the best seats").tap()
    await expect(ana.lines).not_to_have_count(0)
    await ana.page.get_by_role("button", name="The whole house").dispatch_event("click")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "house")
    await expect(ana.page.locator(".tap-hint")).to_be_hidden()


async def test_names_on_a_phone_are_on_the_screen_and_none_on_another(new_fan: NewFan, scenario: Scenario) -> None:
    ana = await new_fan("Ana", viewport=PHONE, **HAND)
    await ana.opens_map(await scenario.create_performance("A night at the club", like=CLUB))
    await expect(ana.page.locator('.section-name[data-s="Super VIP"]')).to_be_hidden()
    named = await boxes(ana, ".section-name[data-s]")
    assert len(named) > 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in named.values())
    assert await covered(ana, ".section-name[data-s]", ".boards") == []
