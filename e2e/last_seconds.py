"""Lets the time of a hold end while its page is open."""

from e2e.fan import Fan
from e2e.scenarios import Scenario

SECONDS = (4, 15, 60)  # until the hold ends; longer where a slow machine loaded the page too late


async def reload_before_the_end(fan: Fan, scenario: Scenario, performance: int, *places: str) -> None:
    """Load the map again, with these seats still in the basket, some seconds before their hold ends."""
    for seconds in SECONDS:
        await scenario.shorten_holds(performance, seconds)
        await fan.page.reload()
        if await fan.lines.count() == len(places):
            return
        await fan.takes(*places)
    raise AssertionError(f"no page was loaded within {SECONDS[-1]} s")
