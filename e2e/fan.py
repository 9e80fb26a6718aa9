"""A fan with a browser of their own: their actions, what they expect to see, and the browser's complaints."""

import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Locator, Page, Request, Response, expect

from e2e.server import AisleServer

QUIET = re.compile(r"net::ERR_ABORTED")  # the fan left the page while it was still loading

PRESS = 400  # ms: long enough that two presses never count as a double click


@dataclass
class Fan:
    """One fan. `complaints`: console errors, script errors, failed requests and refused responses.

    `expected`: regular expressions of the complaints that a test provokes."""

    name: str
    server: AisleServer
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    clicked: bool = False

    def listen(self, page: Page) -> None:
        """Collect the complaints of this page."""
        page.on("console", lambda message: message.type == "error" and self._complain(f"console: {message.text}"))
        page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def expects(self, *complaints: str) -> None:
        """Declare complaints that this test provokes, as regular expressions."""
        self.expected += complaints

    def _complain(self, what: str) -> None:
        self.complaints.append(what)

    def _failed(self, request: Request) -> None:
        if not QUIET.search(request.failure or ""):
            self._complain(f"request: {request.failure} {request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"answer: {response.status} {response.request.method} {response.url}")

    @property
    def unexpected(self) -> list[str]:
        """The complaints that the test did not declare."""
        return [c for c in self.complaints if not any(re.search(expected, c) for expected in self.expected)]

    async def another_tab(self) -> Page:
        """Open a second page in the same browser context."""
        page = await self.context.new_page()
        self.listen(page)
        return page

    async def opens(self, path: str) -> None:
        """Load a path of the site, or a whole address."""
        await self.page.goto(path if path.startswith("http") else self.server.site + path)

    async def opens_map(self, performance: int) -> None:
        """Load the performance's map and wait until it is live."""
        await self.opens(f"/performances/{performance}")
        await self.sees_map()

    async def sees_map(self) -> None:
        """Wait until the map is drawn and live."""
        await expect(self.page.locator(".plan .seat[data-i]").first).to_be_attached()
        await expect(self.page.locator(".activity-line .live")).to_have_text("Live")

    def seat(self, place: str) -> Locator:
        """Locate a seat named as "Stalls H 11"; "Box 1  2" in a row without a name."""
        section, row, label = place.rsplit(" ", 2)
        return self.page.locator(f'.plan .seat[data-s="{section}"][data-r="{row}"][data-n="{label}"]')

    async def at(self, place: str) -> tuple[float, float]:
        """Return the middle of a seat on the screen, in pixels."""
        box = await self.seat(place).bounding_box()
        assert box is not None, f"{place} is not on the map"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def comes_closer(self, place: str) -> None:
        """Zoom in by a click where the whole plan is shown; such a click takes no seat."""
        if await self.page.locator("body").get_attribute("data-zoom") == "house":
            await self.page.mouse.click(*await self.at(place))
            await expect(self.page.locator("body")).not_to_have_attribute("data-zoom", "house")

    async def comes_close(self, place: str) -> None:
        """Zoom in by the wheel until seats show their numbers."""
        await self.page.mouse.move(*await self.at(place))
        await self.page.mouse.wheel(0, -600)
        await expect(self.page.locator("body")).to_have_attribute("data-zoom", "seat")

    async def points_at(self, place: str) -> None:
        """Move the pointer over a seat and wait for its card."""
        await self.page.mouse.move(*await self.at(place))
        await expect(self.page.locator(".seat-card")).to_be_visible()

    async def clicks(self, place: str) -> None:
        """Zoom in where needed, then click a seat."""
        await self.comes_closer(place)
        await self.page.mouse.click(*await self.at(place), delay=PRESS if self.clicked else 0)
        self.clicked = True

    async def taps(self, place: str) -> None:
        """Tap a seat."""
        await self.page.touchscreen.tap(*await self.at(place))

    async def takes(self, *places: str) -> None:
        """Click seats one after another, waiting until each is in the basket."""
        for place in places:
            await self.clicks(place)
            await self.sees(place, "mine")
            await expect(self.page.locator(".plan .seat.busy")).to_have_count(0)

    async def sees(self, place: str, status: str) -> None:
        """Wait until the seat shows this status, without a reload."""
        await expect(self.seat(place)).to_have_class(re.compile(rf"\b{status}\b"))

    @property
    def basket(self) -> Locator:
        """The basket."""
        return self.page.locator("#basket")

    @property
    def lines(self) -> Locator:
        """The seats in the basket."""
        return self.page.locator("#basket .basket-line")

    @property
    def notice(self) -> Locator:
        """The notice in the basket."""
        return self.page.locator("#basket .notices .notice")

    async def checks_out(self) -> None:
        """Go from the basket to the checkout form."""
        await self.page.locator("#basket a.button:visible", has_text="Check out").click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text("Check out")

    async def orders(self) -> None:
        """Fill in the contact of a free order, send it, and see the tickets."""
        await self.page.get_by_label("E-mail").fill(f"{self.name.lower()}@example.org")
        await self.page.get_by_label("Name").fill(f"{self.name} Silva")
        await self.page.get_by_role("button", name="Take the ticket").click()
        await self.has_tickets()

    async def has_tickets(self) -> None:
        """Wait for the order's page."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(f"You're going, {self.name} Silva")
