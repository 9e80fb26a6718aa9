"""A fan's payment: the checkout form, the payment provider's card fields, and the bank's challenge (3-D Secure)."""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

from e2e.fan import Fan

CARD = 'iframe[title="Secure payment input frame"]'
CHALLENGE = 'iframe[title="Your bank\'s question"]'
GOOD, NO, TOO_LITTLE, THINKS = "4242424242424242", "4000000000000002", "4000000000009995", "4000000000001000"
ASKS, ASKS_TOO = "4000002500003155", "4000000000003220"


class PaymentForm:
    """The checkout page of one fan, or the order's page where it is paid. `page`: one of the fan's tabs."""

    def __init__(self, fan: Fan, page: Page | None = None) -> None:
        self.fan, self.page = fan, page or fan.page

    async def comes(self, performance: int, seats: int = 1) -> None:
        """Take the first seats of the list and go to the form."""
        await self.fan.opens(f"/performances/{performance}/list?party={seats}")
        await self.page.get_by_role("button", name=f"Take {seats}").first.click()
        await expect(self.fan.lines).to_have_count(seats)
        await self.fan.checks_out()

    async def fills_contact(self) -> None:
        """Type the e-mail address and the name."""
        await self.page.get_by_label("E-mail").fill(f"{self.fan.name.lower()}@example.org")
        await self.page.get_by_label("Name", exact=True).fill(f"{self.fan.name} Silva")

    async def types(self, card: str) -> None:
        """Type a card number, a future expiry date and a security code."""
        for label, words in (("Card number", card), ("Expires", "12 / 40"), ("Security code", "123")):
            await self.card.get_by_label(label).fill(words)

    async def pays(self, card: str = GOOD) -> None:
        """Type the card and press the button; does not wait for the outcome."""
        await self.types(card)
        await self.button.click()

    async def buys(self) -> None:
        """Fill in the contact, pay with a good card, and see the tickets."""
        await self.fills_contact()
        await self.pays()
        await self.fan.has_tickets()

    async def answers(self, choice: str) -> None:
        """Answer the bank's challenge with "Complete" or "Fail"."""
        await self.question.get_by_role("button", name=choice).click()

    async def still_shows(self, card: str) -> None:
        """Check that everything typed is still in the form."""
        await expect(self.page.get_by_label("E-mail")).to_have_value(f"{self.fan.name.lower()}@example.org")
        await expect(self.page.get_by_label("Name", exact=True)).to_have_value(f"{self.fan.name} Silva")
        await expect(self.card.get_by_label("Card number")).to_have_value(re.sub(r"(.{4})(?=.)", r"\1 ", card))

    @property
    def card(self) -> FrameLocator:
        """The payment provider's card fields."""
        return self.page.frame_locator(CARD)

    @property
    def question(self) -> FrameLocator:
        """The bank's challenge, shown over the page."""
        return self.page.frame_locator(CHALLENGE)

    @property
    def button(self) -> Locator:
        """The button with the sum."""
        return self.page.locator(".pay-now button")

    @property
    def notice(self) -> Locator:
        """The notice above the form."""
        return self.page.locator("#pay-says .notice")

    @property
    def title(self) -> Locator:
        """The page's heading."""
        return self.page.get_by_role("heading", level=1)
