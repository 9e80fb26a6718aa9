"""A fan in a waiting room: what their page shows, and their actions from there to a ticket."""

import re

from playwright.async_api import Locator, Route, expect

from e2e.fan import Fan
from e2e.scenarios import Scenario
from tests.eventually import eventually

TURN = 45_000  # ms: other fans are called before


class WaitingFan:
    """A fan who waits for a performance in its waiting room."""

    def __init__(self, fan: Fan, room: int, performance: int) -> None:
        self.fan, self.page, self.room, self.performance = fan, fan.page, room, performance
        self.address = f"/waiting-rooms/{room}?to={performance}"

    async def comes(self) -> None:
        """Open the page, which takes a number by itself, and wait until it is live."""
        await self.fan.opens(self.address)
        await expect(self.page.locator("[data-live]")).to_have_text("Live", timeout=TURN)
        await expect(self.title).not_to_contain_text("We get you a number", timeout=TURN)

    @property
    def title(self) -> Locator:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1)

    def part(self, name: str) -> Locator:
        """Locate a part of the page by its name in data-say."""
        return self.page.locator(f'[data-say="{name}"]')

    async def cookie(self, name: str) -> str:
        """Return a cookie's value; "" where there is none."""
        there = await self.fan.context.cookies(self.fan.server.site)
        return next((cookie["value"] for cookie in there if cookie["name"] == name), "")

    async def number(self) -> int:
        """Return the number in this browser's token."""
        return int((await self.cookie(f"place-{self.room}")).split(".")[1])

    async def place(self) -> int:
        """Return the drawn place, as the page without script shows it. Waits for the draw."""
        shown = await eventually(self._shown_place, 20)
        return int(shown[1])

    async def _shown_place(self) -> re.Match[str] | None:
        plain = f"{self.fan.server.site}/waiting-rooms/{self.room}/plain?to={self.performance}"
        response = await self.fan.context.request.get(plain)
        return re.search(r"[Pp]lace (\d+)", await response.text())

    async def without_the_map(self) -> None:
        """Block the loading of the map: twenty maps would overload the machine."""
        self.fan.context.set_default_timeout(TURN)
        await self.fan.context.route("**/plans/**", _nothing)
        self.fan.expects("ERR_FAILED", "Failed to fetch")

    async def is_called(self, scenario: Scenario) -> None:
        """Wait until the fan's number is called."""
        number = await self.number()
        sql = "SELECT serving >= $2 FROM waiting_room WHERE id = $1"
        await eventually(lambda: scenario.fetch_value(sql, self.room, number), 30)

    async def comes_in(self, timeout: float = TURN) -> None:
        """Wait until the page leads to the seats by itself. `timeout`: ms."""
        await self.page.wait_for_url(f"**/performances/{self.performance}**", timeout=timeout, wait_until="commit")

    async def buys(self) -> None:
        """Take the best available seat from the list and order its free ticket."""
        await self.fan.opens(f"/performances/{self.performance}/list")
        await self.page.get_by_text("Best available").first.click()
        await self.page.get_by_role("spinbutton", name="How many together").fill("1")
        await self.page.get_by_role("button", name="Find the best seats").click()
        await expect(self.fan.lines).to_have_count(1, timeout=TURN)
        await self.fan.checks_out()
        await self.fan.orders()


async def _nothing(route: Route) -> None:
    await route.abort()
