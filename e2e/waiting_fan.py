"""A fan in a waiting room: what their page says, and how they get from there to a ticket."""

import re

from playwright.async_api import Locator, Route, expect

from e2e.fan import Fan
from e2e.scenarios import Stage
from tests.eventually import eventually

TURN = 45_000  # ms: others are before


class InLine:
    """A fan before a performance with a waiting room."""

    def __init__(self, fan: Fan, room: int, show: int) -> None:
        self.fan, self.page, self.room, self.show = fan, fan.page, room, show
        self.address = f"/waiting-rooms/{room}?to={show}"

    async def comes(self) -> None:
        """Opens the page; it takes a number by itself."""
        await self.fan.opens(self.address)
        await expect(self.page.locator("[data-live]")).to_have_text("Live", timeout=TURN)
        await expect(self.title).not_to_contain_text("We get you a number", timeout=TURN)

    @property
    def title(self) -> Locator:
        """The page's one large sentence."""
        return self.page.get_by_role("heading", level=1)

    def says(self, what: str) -> Locator:
        """A part of the page by what it says."""
        return self.page.locator(f'[data-say="{what}"]')

    async def cookie(self, name: str) -> str:
        """A cookie's value; "" where there is none."""
        there = await self.fan.context.cookies(self.fan.house.site)
        return next((cookie["value"] for cookie in there if cookie["name"] == name), "")

    async def number(self) -> int:
        """The number in this browser's token."""
        return int((await self.cookie(f"place-{self.room}")).split(".")[1])

    async def place(self) -> int:
        """What the house itself says the number is worth, once it is drawn: as the page without script shows it."""
        said = await eventually(self._said, 20)
        return int(said[1])

    async def _said(self) -> re.Match[str] | None:
        plain = f"{self.fan.house.site}/waiting-rooms/{self.room}/plain?to={self.show}"
        answer = await self.fan.context.request.get(plain)
        return re.search(r"[Pp]lace (\d+)", await answer.text())

    async def without_the_map(self) -> None:
        """Comes in to a page of seats whose drawing never comes: twenty maps would be all that this machine does."""
        self.fan.context.set_default_timeout(TURN)
        await self.fan.context.route("**/plans/**", _nothing)
        self.fan.expects("ERR_FAILED", "Failed to fetch")

    async def is_called(self, stage: Stage) -> None:
        """By the house, whether they look or not."""
        number = await self.number()
        asked = "SELECT serving >= $2 FROM waiting_room WHERE id = $1"
        await eventually(lambda: stage.ask(asked, self.room, number), 30)

    async def comes_in(self) -> None:
        """By itself, when it is their turn."""
        await self.page.wait_for_url(f"**/performances/{self.show}**", timeout=TURN, wait_until="commit")

    async def buys(self) -> None:
        """The best seat there is, from the list, and a free ticket for it."""
        await self.fan.opens(f"/performances/{self.show}/list")
        await self.page.get_by_text("Best available").first.click()
        await self.page.get_by_role("spinbutton", name="How many together").fill("1")
        await self.page.get_by_role("button", name="Find the best seats").click()
        await expect(self.fan.lines).to_have_count(1, timeout=TURN)
        await self.fan.checks_out()
        await self.fan.orders()


async def _nothing(route: Route) -> None:
    await route.abort()
