"""A stadium of 60,000 seats, on a phone and on a desktop."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from e2e.conftest import PHONE, NewFan
from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.scenarios import Scenario

STADIUM = "rovers-v-mariners"
HAND = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SEATS, NODES, MOST = ".plan .seat", "() => document.querySelectorAll('*').length", 5_000
AT = re.compile(r"#at=")
LINES = """line => new MutationObserver(() => (window.lines ??= []).push(document.querySelector(line).textContent))
    .observe(document.querySelector(line), { childList: true, characterData: true, subtree: true })"""


@pytest.fixture
async def final(scenario: Scenario) -> int:
    """Return the id of the demonstration's match, for tests that change nothing."""
    found: int = await scenario.fetch_value(
        "SELECT p.id FROM performance p JOIN event e ON e.id = p.event WHERE e.slug = $1 LIMIT 1", STADIUM
    )
    return found


async def sees_parts(fan: Fan, performance: int, view: str = "") -> None:
    """Open the map and wait until its sections are painted and live."""
    await fan.opens(f"/performances/{performance}{view}")
    await expect(fan.page.locator('.section[data-name="103"]')).to_have_attribute("data-level", re.compile(r"\d"))
    await expect(fan.page.locator(".activity-line .live")).to_have_text("Live")


async def goes_into(fan: Fan, name: str) -> None:
    """Tap or click a section and wait until its seats are shown."""
    box = await fan.page.locator(f'.section[data-name="{name}"]').bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await (fan.page.touchscreen.tap(x, y) if await touched(fan.page) else fan.page.mouse.click(x, y))
    await expect(fan.page.locator(f'{SEATS}[data-s="{name}"]').first).to_be_attached()
    await expect(fan.page).to_have_url(AT)


async def touched(page: Page) -> bool:
    """Tell whether the page is on a touch screen."""
    return bool(await page.evaluate("() => navigator.maxTouchPoints > 0"))


async def test_from_afar_each_part_says_its_name_and_what_is_left(ana: Fan, final: int) -> None:
    await sees_parts(ana, final)
    await expect(ana.page.locator('.part-name[data-n="0"]')).to_have_text(re.compile(r"^101\s?\d{3}"))
    assert await ana.page.locator(SEATS).count() == 0
    assert await ana.page.evaluate(NODES) < MOST


async def test_a_thumb_goes_into_a_part_takes_a_seat_and_comes_back(new_fan: NewFan, scenario: Scenario) -> None:
    performance, ana = await scenario.create_performance("A match", like=STADIUM), await new_fan("Ana", **HAND)
    await sees_parts(ana, performance)
    await goes_into(ana, "103")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "row")
    await ana.taps("103 9 10")
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "seat")
    await ana.taps("103 9 10")
    await ana.page.locator(".seat-card .take").tap()
    await ana.sees("103 9 10", "mine")
    await ana.page.go_back()
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "house")
    await expect(ana.page.locator(SEATS)).to_have_count(0)
    assert await ana.page.evaluate(NODES) < MOST


async def test_a_link_leads_another_to_the_same_seats(ana: Fan, ben: Fan, final: int) -> None:
    await sees_parts(ana, final)
    await goes_into(ana, "104")
    await expect(ana.page).to_have_url(re.compile(r"#at=-?\d+,-?\d+,1\d(\.\d)?$"))
    await ben.opens(ana.page.url)
    await expect(ben.seat("104 9 10")).to_be_in_viewport()
    (ax, ay), (bx, by) = await ana.at("104 9 10"), await ben.at("104 9 10")
    assert abs(ax - bx) < 3
    assert abs(ay - by) < 3


async def test_a_link_that_makes_no_sense_shows_the_whole_house(ana: Fan, final: int) -> None:
    for view in ("#at=9999999,1,30", "#at=0,0,0", "#at=1,2", "#at=0,0,17,No%20such%20floor", "#seats"):
        await sees_parts(ana, final, view)
        await ana.page.get_by_role("button", name="The whole house").click()
        await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "house")
        await expect(ana.page).not_to_have_url(AT)
        await ana.opens("/")


async def test_wherever_one_wanders_there_are_never_too_many_nodes(ana: Fan, final: int) -> None:
    await sees_parts(ana, final, "#at=-1400,-2092,12")
    for _ in range(12):
        await ana.page.mouse.move(700, 500)
        await ana.page.mouse.down()
        await ana.page.mouse.move(200, 500, steps=4)
        await ana.page.mouse.up()
        assert await ana.page.evaluate(NODES) < MOST
    await expect(ana.page.locator(f'{SEATS}[data-s="101"]')).to_have_count(0)


async def test_a_turned_phone_keeps_what_is_in_the_middle(new_fan: NewFan, final: int) -> None:
    ana = await new_fan("Ana", **HAND)
    await sees_parts(ana, final, "#at=-225,-2092,30")
    place = ana.page.locator(f'{SEATS}[data-s="104"][data-r="16"]').nth(9)
    await expect(place).to_be_in_viewport()
    await ana.page.set_viewport_size({"width": 844, "height": 390})
    await expect(place).to_be_in_viewport()
    await ana.page.set_viewport_size({"width": 390, "height": 844})
    await expect(place).to_be_in_viewport()


async def test_another_floor_steps_back(ana: Fan, final: int) -> None:
    await sees_parts(ana, final)
    floors = ana.page.get_by_role("group", name="Floor")
    await floors.get_by_role("button", name="Upper tier").click()
    await expect(floors.get_by_role("button", name="Upper tier")).to_have_attribute("aria-pressed", "true")
    await expect(ana.page.locator('.section[data-name="103"]')).to_have_class(re.compile("elsewhere"))
    await expect(ana.page.locator('.section[data-name="203"]')).not_to_have_class(re.compile("elsewhere"))
    await expect(ana.page).to_have_url(re.compile(r",Upper%20tier$"))
    await ana.page.reload()
    await expect(floors.get_by_role("button", name="Upper tier")).to_have_attribute("aria-pressed", "true")


async def test_keys_walk_from_part_to_part_into_one_over_its_end_and_out_again(ana: Fan, final: int) -> None:
    keys, live_text = Keys(ana.page), ana.page.locator("#live-polite")
    await sees_parts(ana, final)
    await keys.reaches(".plan")
    await expect(live_text).to_contain_text(re.compile(r"Section 10\d, Lower tier, [\d,]+ left, .*Enter goes in"))
    await keys.press("Home", "ArrowRight")
    await expect(live_text).to_contain_text("Section 102, Lower tier")
    await keys.press("Enter")
    await expect(live_text).to_contain_text(re.compile(r"102, row \w+, seat \d+, "))
    await keys.press("Home", "ArrowLeft")
    await expect(live_text).to_contain_text(re.compile(r"10[13], row \w+, seat \d+, "))
    await keys.press("Escape", "Escape")
    await expect(live_text).to_contain_text(re.compile(r"Section 10[13], Lower tier"))
    await expect(ana.page.locator("body")).to_have_attribute("data-zoom", "house")


async def test_what_others_take_is_counted_on_parts_nobody_looks_into(ana: Fan, ben: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("A match of two", like=STADIUM)
    await sees_parts(ana, performance)
    label = ana.page.locator('.part-name[data-n="2"] .count')
    before = int(await label.text_content() or 0)
    await sees_parts(ben, performance)
    await goes_into(ben, "103")
    await ben.comes_close("103 9 10")
    await ben.takes("103 9 10")
    await expect(label).to_have_text(str(before - 1))
    await expect(ana.page.locator(".activity-line .activity-text")).to_contain_text("A seat in 103 just went")


async def test_a_part_where_nothing_is_left_says_so(ana: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("A match nobody gets into", like=STADIUM, opens=-timedelta(hours=1))
    await scenario.server.database.execute(
        "UPDATE seat SET status = 2, order_id = 1 WHERE performance_id = $1 AND idx < 632", performance
    )
    await sees_parts(ana, performance)
    await expect(ana.page.locator('.section[data-name="101"]')).to_have_attribute("data-state", "gone")
    await expect(ana.page.locator('.part-name[data-n="0"]')).to_contain_text("sold out")


async def test_from_afar_and_on_the_small_plan_a_part_says_what_of_it_is_yours(ana: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("A match of mine", like=STADIUM)
    await sees_parts(ana, performance)
    await goes_into(ana, "103")
    await ana.comes_close("103 9 10")
    await ana.takes("103 9 10")
    await expect(ana.page.locator(".mini .has-mine")).to_have_count(1)
    await ana.page.get_by_role("button", name="The whole house").click()
    await expect(ana.page.locator('.section[data-name="103"]')).to_have_class(re.compile("has-mine"))
    await expect(ana.page.locator('.part-name[data-n="2"]')).to_contain_text("1 yours")
    await expect(ana.page.locator(".plan .yours:not(:empty)")).to_have_count(1)
    await ana.basket.get_by_role("button", name="Give back 9-10").click()
    await expect(ana.page.locator(".plan .has-mine")).to_have_count(0)


async def test_what_was_found_for_oneself_did_not_just_go(ana: Fan, ben: Fan, scenario: Scenario) -> None:
    performance, went = (
        await scenario.create_performance("A match of best seats", like=STADIUM),
        ana.page.locator(".activity-text"),
    )
    for fan in (ana, ben):
        await sees_parts(fan, performance)
    await ana.page.evaluate(LINES, ".activity-text")
    await ana.page.route("**/best", lambda route: _after_the_map(ana.page, route))
    await ana.page.get_by_role("button", name="Best available").click()
    await ana.page.get_by_role("button", name="Find the best seats").click()
    await expect(ana.page.locator(".plan .section.has-mine")).to_have_count(1)
    await goes_into(ben, "103")
    await ben.comes_close("103 9 10")
    await ben.takes("103 9 10")
    await expect(went).to_contain_text("103")
    assert await ana.page.evaluate("() => window.lines.length") == 1


async def _after_the_map(page: Page, route: Route) -> None:
    """Delay the response until the map has received the change, so that the basket is updated after it."""
    count = await page.locator(".left-now").text_content() or ""
    answer = await route.fetch()
    await expect(page.locator(".left-now")).not_to_have_text(count)
    await route.fulfill(response=answer)


async def test_close_by_each_row_is_named_and_from_afar_none(ana: Fan, final: int) -> None:
    await sees_parts(ana, final)
    letters = ana.page.locator(".plan .row-letter")
    ninth = letters.filter(has_text=re.compile("^9$")).first
    await goes_into(ana, "103")
    await expect(ninth).to_be_visible()
    (_, y), box = await ana.at("103 9 1"), await ninth.bounding_box()
    assert box is not None
    assert abs(box["y"] + box["height"] / 2 - y) < 3
    await ana.page.get_by_role("button", name="The whole house").click()
    await expect(letters).to_have_count(0)


async def test_a_part_with_none_of_what_is_looked_for_does_not_say_that_none_are_left(ana: Fan, final: int) -> None:
    await sees_parts(ana, final)
    await ana.page.get_by_label("From", exact=True).select_option(index=0)
    await ana.page.get_by_label("To", exact=True).select_option(index=0)
    await expect(ana.page.locator('.part-name[data-n="2"]')).to_have_text("103none of these")
    await ana.page.locator('.section[data-name="103"]').hover()
    await expect(ana.page.locator(".seat-card .types")).to_contain_text("none of these")
    await ana.page.get_by_label("To", exact=True).select_option(label="€87.00")
    await expect(ana.page.locator('.part-name[data-n="2"]')).to_have_text(re.compile(r"^103\d+ left$"))
