"""A fan waits for a sale whose order is drawn: the clock is moved to ten minutes before it."""

import re
from datetime import datetime, timedelta

from fan import moved_clock
from playwright.sync_api import APIRequestContext, Page, expect


def test_a_number_in_the_waiting_room_before_the_sale(page: Page, aisle: APIRequestContext) -> None:
    page.goto("/")
    event = page.locator('[data-event="aurora-world-tour"]')
    begins = datetime.fromisoformat(event.locator("[data-countdown]").first.get_attribute("data-countdown") or "")
    address = event.locator("a").first.get_attribute("href")
    with moved_clock(aisle, (begins - timedelta(minutes=10)).isoformat()):
        page.goto(address or "")
        expect(page).to_have_url(re.compile("/waiting-rooms/"))
        # the page takes its number within half a minute
        expect(page.locator("main[data-state]")).to_have_attribute("data-state", "gathering", timeout=45_000)
        expect(page.locator('[data-say="figure"]')).to_have_text("1")
