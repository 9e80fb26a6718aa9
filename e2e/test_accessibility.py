"""Every page and state passes axe, in light and dark, on a desktop and on a phone."""

import pytest

from e2e.axe import ALL, COLOURS, findings
from e2e.conftest import PHONE, WIDE, NewFan
from e2e.page_states import STATES, PageState
from e2e.scenarios import Scenario

MORE_OF_THE_SAME = ".runs > .run:nth-child(n + 7), .section-list > li:nth-child(n + 9), .posters > li:nth-child(n + 5)"
CLEAR = f"() => document.querySelectorAll('.plan .seats, {MORE_OF_THE_SAME}').forEach((node) => node.remove())"
LOOKS = [(WIDE, "light", ALL), (WIDE, "dark", COLOURS), (PHONE, "light", ALL)]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_axe_finds_nothing_grave_on(state: PageState, new_fan: NewFan, scenario: Scenario) -> None:
    ana = await new_fan("Ana")
    ana.expects(*state.provokes)
    await state.navigate(ana, scenario)
    if not state.seats:
        await ana.page.evaluate(CLEAR)
    for size, lights, rules in LOOKS:
        await ana.page.emulate_media(color_scheme=lights, reduced_motion="reduce")
        await ana.page.set_viewport_size(size)
        assert await findings(ana.page, rules) == [], f"{state.name}, {lights}, {size['width']}"
