"""A fan with a card: from the seats to the form, the payment company's own fields, and the bank's question."""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

from e2e.fan import Fan

CARD = 'iframe[title="Secure payment input frame"]'
QUESTION = 'iframe[title="Your bank\'s question"]'
GOOD, NO, TOO_LITTLE, THINKS = "4242424242424242", "4000000000000002", "4000000000009995", "4000000000001000"
ASKS, ASKS_TOO = "4000002500003155", "4000000000003220"


class Till:
    """The checkout page of one fan, or the order's page where it is paid; `page`: one of their tabs."""

    def __init__(self, fan: Fan, page: Page | None = None) -> None:
        self.fan, self.page = fan, page or fan.page

    async def comes(self, show: int, seats: int = 1) -> None:
        """Takes the first seats of the list, and goes to the form."""
        await self.fan.opens(f"/performances/{show}/list?party={seats}")
        await self.page.get_by_role("button", name=f"Take {seats}").first.click()
        await expect(self.fan.lines).to_have_count(seats)
        await self.fan.checks_out()

    async def says_who(self) -> None:
        """Name and address."""
        await self.page.get_by_label("E-mail").fill(f"{self.fan.name.lower()}@example.org")
        await self.page.get_by_label("Name", exact=True).fill(f"{self.fan.name} Silva")

    async def types(self, card: str) -> None:
        """The number of a card, a date to come, three digits."""
        for label, words in (("Card number", card), ("Expires", "12 / 40"), ("Security code", "123")):
            await self.card.get_by_label(label).fill(words)

    async def pays(self, card: str = GOOD) -> None:
        """Types the card and presses the button; whatever then happens."""
        await self.types(card)
        await self.button.click()

    async def answers(self, choice: str) -> None:
        """The bank asks whether it is them: "Complete" or "Fail"."""
        await self.question.get_by_role("button", name=choice).click()

    async def keeps(self, card: str) -> None:
        """Everything that was typed is still there."""
        await expect(self.page.get_by_label("E-mail")).to_have_value(f"{self.fan.name.lower()}@example.org")
        await expect(self.page.get_by_label("Name", exact=True)).to_have_value(f"{self.fan.name} Silva")
        await expect(self.card.get_by_label("Card number")).to_have_value(re.sub(r"(.{4})(?=.)", r"\1 ", card))

    @property
    def card(self) -> FrameLocator:
        """The payment company's fields."""
        return self.page.frame_locator(CARD)

    @property
    def question(self) -> FrameLocator:
        """The bank's question, over the page."""
        return self.page.frame_locator(QUESTION)

    @property
    def button(self) -> Locator:
        """The one that says the sum."""
        return self.page.locator(".pay-now button")

    @property
    def says(self) -> Locator:
        """What the page says above the form."""
        return self.page.locator("#pay-says .notice")

    @property
    def title(self) -> Locator:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1)
