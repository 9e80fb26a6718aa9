"""The map and the list in other languages: what scripts write comes from the catalogues (in the pseudo-language it is
bracketed), and the map is not mirrored where people read from right to left."""

import re

from playwright.async_api import Locator, expect

from e2e.fan import Fan
from e2e.keyboard import Keys

IN_BRACKETS = re.compile(r"^(⟦.*⟧[\s\d]*)+$", re.S)
"""Whole texts of the catalogues, one or several."""
RIGHT_TO_LEFT = """new MutationObserver(() => {
  if (document.documentElement.dir !== "rtl") document.documentElement.dir = "rtl";
}).observe(document, { childList: true, subtree: true });"""


async def are_translated(*places: Locator) -> None:
    """Wait until each place has a text, and only texts of the catalogues."""
    for place in places:
        await expect(place).to_have_text(IN_BRACKETS)


async def test_the_map_speaks_the_language_of_its_page(ana: Fan, paid_performance: int) -> None:
    page, keys = ana.page, Keys(ana.page)
    card, live_text = page.locator(".seat-card"), page.locator("#live-polite")
    await ana.opens(f"/performances/{paid_performance}?lang=en-XA")
    await expect(ana.page.locator(".plan .seat[data-i]").first).to_be_attached()
    await are_translated(page.locator(".live"), page.locator(".left-now"), page.locator(".stepper output").first)
    await page.locator(".map-top .stepper button").last.click()
    await keys.reaches(".plan")
    await are_translated(live_text, *(card.locator(part) for part in (".where", ".price", ".take")))
    await keys.press("Enter")
    await expect(ana.lines).not_to_have_count(0)
    await are_translated(live_text, page.locator(".stepper output").first)


async def test_the_list_speaks_the_language_of_its_page(ana: Fan, ben: Fan, performance: int) -> None:
    await ana.opens(f"/performances/{performance}/list?lang=en-XA")
    await ben.opens_map(performance)
    first = ana.page.locator(".run").first
    await are_translated(ana.page.locator(".live"), ana.page.locator(".left-now"))
    taken = (await first.get_attribute("data-run") or "").split()[0]
    await ben.page.evaluate("i => document.querySelector(`.plan .seat[data-i='${i}']`).scrollIntoView()", taken)
    place = ben.page.locator(f'.plan .seat[data-i="{taken}"]')
    names = [await place.get_attribute(f"data-{part}") or "" for part in "srn"]
    await ben.takes(" ".join(names))
    await are_translated(first.locator(":scope > .note").first)


async def test_the_map_is_not_mirrored(ana: Fan, performance: int) -> None:
    await ana.page.add_init_script(RIGHT_TO_LEFT)
    await ana.opens_map(performance)
    await ana.takes("Stalls H 11", "Stalls H 13")
    (left, _), (right, _) = await ana.at("Stalls H 11"), await ana.at("Stalls H 13")
    assert left < right
