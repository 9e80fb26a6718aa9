"""Pages in the pseudo-language, in which each text of the catalogues is longer and in brackets: a text without brackets
is in no catalogue, and what does not fit is cut off."""

import re

import pytest
from playwright.async_api import Page

from e2e.conftest import PHONE, WIDE, NewFan
from e2e.languages.organizers_names import without_names
from e2e.page_states import STATES, PageState
from e2e.scenarios import Scenario

SMALL = {"width": 360, "height": 740}
DATES = set(
    re.findall(r"\w+", "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec WET WEST GMT")
)
OTHERS = set(
    re.findall(r"\w+", "Aisle Ana Silva Pseudo English Deutsch 日本語 العربية example org ana PDF JP US Stage")
)
"""The names of the program, of the fan, of languages in themselves, in signs of currencies, and on plans."""
SHOWN = [state for state in STATES if state.name in {
    "home", "map-basket", "map-club", "list", "list-basket", "list-tables", "checkout", "checkout-paid", "order-paid",
    "order-part-refunded", "order-refunded", "not-found", "not-on-sale-yet", "over", "cancelled", "sold-out",
    "waiting-sale", "waiting-before", "waiting-ahead", "waiting-draw",
}]  # fmt: skip
CONTROLS = "button, select, label, summary, main h1, h2, a.button, .segments a, .chip, nav a"
CUT_OFF = """(controls) => [...document.querySelectorAll(controls)].filter((node) => {
  const { width, left, right } = node.getBoundingClientRect();
  if (!width || node.closest(".hush, .plan") || getComputedStyle(node).visibility === "hidden") return false;
  const clipped = getComputedStyle(node).overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1;
  let around = node.parentElement;
  while (around && !["auto", "scroll"].includes(getComputedStyle(around).overflowX)) around = around.parentElement;
  return clipped || (!around && (left < -1 || right > innerWidth + 1));
}).map((node) => node.outerHTML.slice(0, 120))"""
"""Returns the controls whose text is cut off, or that stand beyond the edge of a page that cannot be scrolled there."""
TEXT = """() => {
  for (const node of document.querySelectorAll(".plan, .level, code, pre")) node.remove();
  return document.body.innerText;
}"""
"""Returns the text of the page without the names on the plan and of price levels, and without code."""


def unbracketed(text: str) -> str:
    """Return what is outside the outermost brackets."""
    outside, depth = [], 0
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧" and depth > 0)
        outside.append(letter if depth == 0 else " ")
    return "".join(outside)


async def untranslated(page: Page, scenario: Scenario) -> set[str]:
    """Return the words of the page that are in no catalogue and no name."""
    text = await without_names(unbracketed(await page.evaluate(TEXT)), scenario)
    return {*re.findall(r"[^\W\d_]{2,}", text)} - DATES - OTHERS


@pytest.mark.parametrize("state", SHOWN, ids=lambda state: state.name)
async def test_every_text_is_in_the_catalogues_and_fits(state: PageState, new_fan: NewFan, scenario: Scenario) -> None:
    ana = await new_fan("Ana")
    ana.expects(*state.provokes)
    await state.navigate(ana, scenario)
    address = ana.page.url.partition("#")[0]
    await ana.page.goto(f"{address}{'&' if '?' in address else '?'}lang=en-XA")
    for size in (WIDE, PHONE, SMALL):
        await ana.page.set_viewport_size(size)
        assert await ana.page.evaluate(CUT_OFF, CONTROLS) == []
    assert await untranslated(ana.page, scenario) == set()
