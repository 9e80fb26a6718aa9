"""Runs the accessibility checker axe on a page."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that depend on the colour scheme
AXE = Axe()


async def findings(page: Page, rules: list[str]) -> list[str]:
    """Return axe's serious and critical violations with their elements. Frames (card fields, mails) are left out."""
    options = {"resultTypes": ["violations"], "runOnly": rules, "iframes": False}
    if not await page.evaluate("'axe' in window"):  # half a megabyte of script, once a page
        await page.evaluate(AXE.axe_script)
    result: dict[str, Any] = await page.evaluate("options => axe.run(options)", options)
    grave = [one for one in result["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in grave for node in one["nodes"][:5]]
