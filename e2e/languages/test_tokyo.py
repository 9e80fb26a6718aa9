"""A fan in Lisbon at a venue in Tokyo: until when seats are held is by their own clock, and Tokyo's times are named."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.scenarios import Scenario

SET_ZONE = "UPDATE venue SET time_zone = $1 WHERE time_zone = $2"
TOKYO = ("Asia/Tokyo", "Europe/Lisbon")


@pytest.fixture
async def show_in_tokyo(scenario: Scenario, performance: int) -> AsyncIterator[int]:
    """Let the venues of Lisbon's zone be in Tokyo's."""
    await scenario.server.database.execute(SET_ZONE, *TOKYO)
    yield performance
    await scenario.server.database.execute(SET_ZONE, *reversed(TOKYO))


async def test_a_hold_ends_by_the_fans_clock_and_the_show_starts_by_the_venues(
    new_fan: NewFan, show_in_tokyo: int
) -> None:
    ana = await new_fan("Ana", timezone_id="Europe/Lisbon")
    await ana.opens(f"/performances/{show_in_tokyo}/list?party=1")
    await expect(ana.page.locator(".what time")).to_have_text(re.compile(r"\d\d:\d\d\u00a0GMT\+9$"))
    await ana.page.get_by_role("button", name="Take").first.click()
    until = ana.page.locator("#basket time[data-local]").first
    ends = await until.evaluate("time => new Date(time.dateTime).toTimeString().slice(0, 5)")
    await expect(until).to_have_text(ends)


async def test_without_script_the_hold_ends_by_the_venues_clock_with_its_name(
    new_fan: NewFan, show_in_tokyo: int
) -> None:
    ben = await new_fan("Ben", java_script_enabled=False)
    ben.expects(r"request: csp GET \S+\.js$")
    await ben.opens(f"/performances/{show_in_tokyo}/list?party=1")
    await ben.page.get_by_role("button", name="Take").first.click()
    await expect(ben.page.locator("#basket time[data-local]").first).to_have_text(re.compile(r"\d\d:\d\d.GMT\+9$"))
