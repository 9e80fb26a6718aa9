"""Every page and state, in light and dark, at a desk and on a phone: for everybody."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from e2e.conftest import PHONE, WIDE, NewFan
from e2e.stage import Stage
from e2e.states import STATES, State

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that the lights change
CLEAR = "() => document.querySelector('.plan .seats')?.remove()"
LOOKS = [(size, lights, rules) for size in (WIDE, PHONE) for lights, rules in (("light", ALL), ("dark", COLOURS))]


async def findings(page: Page, rules: list[str]) -> list[str]:
    """What axe finds that is serious or critical, with the place."""
    options = {"resultTypes": ["violations"], "runOnly": rules}
    found: dict[str, Any] = (await Axe().run(page, options=options)).response
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in grave for node in one["nodes"][:5]]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_axe_finds_nothing_grave_on(state: State, new_fan: NewFan, stage: Stage) -> None:
    ana = await new_fan("Ana")
    ana.expects(*state.provokes)
    await state.way(ana, stage)
    if not state.seats:
        await ana.page.evaluate(CLEAR)
    for size, lights, rules in LOOKS:
        await ana.page.emulate_media(color_scheme=lights, reduced_motion="reduce")
        await ana.page.set_viewport_size(size)
        assert await findings(ana.page, rules) == [], f"{state.name}, {lights}, {size['width']}"
