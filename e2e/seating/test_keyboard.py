"""The whole purchase without a pointer."""

import re

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.keyboard import Keys
from e2e.scenarios import Scenario


async def test_by_keys_alone_a_fan_gets_from_home_over_the_map_to_the_tickets(ana: Fan, scenario: Scenario) -> None:
    await scenario.create_performance("A night for keys")
    keys = Keys(ana.page)
    await ana.opens("/")
    await keys.reaches("a", "A night for keys")
    await keys.press("Enter")
    await ana.sees_map()
    await keys.reaches(".plan")
    await keys.press("ArrowRight", "Enter")
    await expect(ana.lines).to_have_count(1)
    await keys.press("ArrowLeft", "Enter")
    await expect(ana.lines).to_have_count(2)
    await keys.orders("Ana")
    await ana.has_tickets()
    await expect(ana.page.get_by_role("article")).to_have_count(2)


async def test_by_keys_alone_a_fan_gets_over_the_list_to_the_tickets(ana: Fan, performance: int) -> None:
    keys = Keys(ana.page)
    await ana.opens_map(performance)
    await keys.reaches(".way a", "List")
    await keys.press("Enter")
    await ana.page.wait_for_url("**/list")
    await keys.reaches("a.chip", "Circle")
    await keys.press("Enter")
    await ana.page.wait_for_url("**section=Circle**")
    await keys.reaches("button", "Take 2: Circle, Row C")
    await keys.press("Enter")
    await expect(ana.lines).to_have_count(2)
    await keys.orders("Ana")
    await ana.has_tickets()


async def test_the_map_says_where_the_keys_are(ana: Fan, performance: int) -> None:
    keys, live_text = Keys(ana.page), ana.page.locator("#live-polite")
    await ana.opens_map(performance)
    await keys.reaches(".plan")
    await expect(live_text).to_contain_text("Stalls, row")
    await keys.press("PageDown")
    await expect(live_text).to_contain_text("Circle, row A, seat 1, ")
    await keys.press("End", "Home", "ArrowRight")
    await expect(live_text).to_contain_text("Circle, row A, seat 2, ")
    await keys.press("Enter")
    await expect(live_text).to_contain_text("Circle, row A, seat 2. Held for you until")
    await keys.press("l")
    await ana.page.wait_for_url("**/list")


async def test_the_map_says_what_a_party_takes_and_what_goes_only_with_something_else(
    ana: Fan, performance: int
) -> None:
    keys, live_text = Keys(ana.page), ana.page.locator("#live-polite")
    await ana.opens_map(performance)
    await keys.reaches(".map-top button", "One more")
    await keys.press("Enter")
    await keys.reaches(".plan")
    await expect(live_text).to_contain_text(re.compile(r"Takes \d+ and \d+, free\."))
    await keys.press("Home", *["ArrowUp"] * 12, "Home", "ArrowRight")
    await expect(live_text).to_contain_text("Stalls, row A, seat 2")
    await expect(live_text).to_contain_text("Companion seats go with a wheelchair space.")
    await keys.press("Enter", "ArrowLeft")
    await expect(live_text).to_contain_text("wheelchair space, next to the aisle. Takes 1 and 2, free.")
    await keys.press("Enter")
    await expect(ana.lines).to_have_count(2)


async def test_esc_closes_the_card_and_the_focus_stays(ana: Fan, performance: int) -> None:
    keys, card = Keys(ana.page), ana.page.locator(".seat-card")
    await ana.opens_map(performance)
    await keys.reaches(".plan")
    await expect(card).to_be_visible()
    await keys.press("Escape")
    await expect(card).to_be_hidden()
    await expect(ana.page.locator(".plan")).to_be_focused()
