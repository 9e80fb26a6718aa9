"""A fan whose hands never leave the keyboard."""

from playwright.async_api import Page

FAR = 150
FOCUSED = """([selector, name]) => {
    const at = document.activeElement;
    const said = at.getAttribute("aria-label") || at.innerText || at.labels?.[0]?.innerText || "";
    return Boolean(at.matches(selector) && said.includes(name));
}"""
SEEN = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const rung = (node) => node && (getComputedStyle(node).outlineStyle !== "none" || rung(node.parentElement));
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return Boolean(rung(at) && box.width && inside);
}"""


class Keys:
    """Tab, arrows, Enter and letters; no pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def reaches(self, selector: str, name: str = "") -> None:
        """Tabs until the focus is on this, which then shows. Raises AssertionError when it is never reached."""
        for _ in range(FAR):
            if await self.page.evaluate(FOCUSED, [selector, name]):
                assert await self.page.evaluate(SEEN), f"the focus on {selector} {name} cannot be seen"
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{FAR} tabs do not reach {selector} {name}")

    async def reaches_frame(self, title: str) -> None:
        """Tabs until the focus is inside the frame of this title."""
        inside = "(title) => document.activeElement.matches(`iframe[title='${title}']`)"
        for _ in range(FAR):
            if await self.page.evaluate(inside, title):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{FAR} tabs do not reach the frame {title}")

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def types(self, words: str) -> None:
        """Letter by letter."""
        await self.page.keyboard.type(words)

    async def orders(self, name: str) -> None:
        """From the basket to the tickets."""
        await self.reaches("#basket a", "Check out")
        await self.press("Enter")
        await self.page.wait_for_url("**/checkout")
        await self.reaches("input", "E-mail")
        await self.types(f"{name.lower()}@example.org")
        await self.reaches("input", "Name")
        await self.types(f"{name} Silva")
        await self.press("Enter")
