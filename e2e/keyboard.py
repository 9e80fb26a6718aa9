"""Moves through a page by keyboard alone."""

from playwright.async_api import Page

MAX_TABS = 150
FOCUSED = """([selector, name]) => {
    const at = document.activeElement;
    const label = at.getAttribute("aria-label") || at.innerText || at.labels?.[0]?.innerText || "";
    return Boolean(at.matches(selector) && label.includes(name));
}"""
FOCUS_IS_VISIBLE = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const ringed = (node) => node && (getComputedStyle(node).outlineStyle !== "none" || ringed(node.parentElement));
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return Boolean(ringed(at) && box.width && inside);
}"""


class Keys:
    """Presses Tab, arrows, Enter and letters; never uses a pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def reaches(self, selector: str, name: str = "") -> None:
        """Press Tab until this element has a visible focus. Raises AssertionError when it is not reached."""
        for _ in range(MAX_TABS):
            if await self.page.evaluate(FOCUSED, [selector, name]):
                assert await self.page.evaluate(FOCUS_IS_VISIBLE), f"the focus on {selector} {name} cannot be seen"
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{MAX_TABS} tabs do not reach {selector} {name}")

    async def reaches_frame(self, title: str) -> None:
        """Press Tab until the focus is inside the frame with this title."""
        inside = "(title) => document.activeElement.matches(`iframe[title='${title}']`)"
        for _ in range(MAX_TABS):
            if await self.page.evaluate(inside, title):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{MAX_TABS} tabs do not reach the frame {title}")

    async def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def types(self, words: str) -> None:
        """Type letter by letter."""
        await self.page.keyboard.type(words)

    async def orders(self, name: str) -> None:
        """Go from the basket to the tickets of a free order."""
        await self.reaches("#basket a", "Check out")
        await self.press("Enter")
        await self.page.wait_for_url("**/checkout")
        await self.reaches("input", "E-mail")
        await self.types(f"{name.lower()}@example.org")
        await self.reaches("input", "Name")
        await self.types(f"{name} Silva")
        await self.press("Enter")
