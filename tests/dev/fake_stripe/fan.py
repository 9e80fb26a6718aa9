"""A fan at the shop's page, by mouse or by keyboard alone. Any error that the browser reports fails the test."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.dev.fake_stripe.clients import StripeClients
from tests.dev.fake_stripe.shop import Shop

DECLINES = "Failed to load resource: the server responded with a status of 402"
"""The message that Chromium logs by itself when a card is declined."""


class ShopVisitor:
    """A fan who opens the page, types a card and reads the result."""

    def __init__(self, browser: Browser, shop: Shop, clients: StripeClients) -> None:
        self.browser, self.shop, self.clients = browser, shop, clients
        self.console_errors: list[str] = []

    async def arrive(self, query: str = "", **options: Any) -> Page:
        """Open the page for a new payment; return it once its card fields are ready."""
        self.shop.secret = str((await self.clients.intent()).client_secret)
        context = await self.browser.new_context(viewport={"width": 390, "height": 844}, **options)
        self.page = page = await context.new_page()
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.console_errors.append(said.text))
        await page.goto(self.shop.url + query)
        self.card = page.frame_locator("#card iframe")
        await expect(self.card.get_by_label("Card number")).to_be_visible()
        return page

    async def types(self, number: str) -> None:
        """Type a card, as it is printed."""
        await self.card.get_by_label("Card number").fill("")
        await self.card.get_by_label("Card number").press_sequentially(number)
        await self.card.get_by_label("Expires").fill("12 / 44")
        await self.card.get_by_label("Security code").fill("123")

    async def pays(self, number: str) -> None:
        """Type a card and press the button."""
        await self.types(number)
        await self.page.get_by_role("button", name="Pay").click()

    async def reads(self, words: str) -> None:
        """Wait until the page shows these words."""
        await expect(self.page.get_by_role("status")).to_have_text(words)

    async def focused(self) -> str:
        """Return the id or tag of the focused element, also inside a frame; "" without one."""
        for frame in self.page.frames:
            inside = "document.hasFocus() && document.activeElement !== document.body"
            if await frame.evaluate(f"{inside} && document.activeElement.tagName !== 'IFRAME'"):
                return str(await frame.evaluate("document.activeElement.id || document.activeElement.tagName"))
        return ""

    @property
    def unexpected(self) -> list[str]:
        """The reported errors, apart from declines."""
        return [words for words in self.console_errors if not words.startswith(DECLINES)]
