"""What axe finds on a page."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that the lights change
AXE = Axe()


async def findings(page: Page, rules: list[str]) -> list[str]:
    """What axe finds that is serious or critical, with the place. Frames are somebody else's: the bank's, a mail's."""
    options = {"resultTypes": ["violations"], "runOnly": rules, "iframes": False}
    if not await page.evaluate("'axe' in window"):  # half a megabyte of script, once a page
        await page.evaluate(AXE.axe_script)
    found: dict[str, Any] = await page.evaluate("options => axe.run(options)", options)
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in grave for node in one["nodes"][:5]]
