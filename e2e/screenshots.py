"""Saves screenshots of every page state, light and dark, wide and phone: `python -m e2e.screenshots`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from e2e.browser import open_browser
from e2e.conftest import HERE
from e2e.fan import Fan
from e2e.page_states import STATES, PageState
from e2e.scenarios import Scenario
from e2e.server import ROOT, AisleServer, open_server

FOLDER = ROOT / "var" / "screenshots"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


async def photograph(state: PageState, server: AisleServer, browser: Browser) -> None:
    """Save one state's screenshots in two sizes and two colour schemes: of the map the window, else the whole page."""
    scenario = Scenario(server)
    context = await browser.new_context(viewport=SIZES["wide"], reduced_motion="reduce", **HERE)
    fan = Fan("Ana", server, context, await context.new_page())
    await state.navigate(fan, scenario)
    for name, size in SIZES.items():
        await fan.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            await fan.page.emulate_media(color_scheme=scheme)
            for card in (frame for frame in fan.page.frames if frame.url.endswith("/elements/card")):
                await card.wait_for_selector(f"html[data-scheme={scheme}]")
            full_page = state.name != "bank-asks" and (
                "performances" not in fan.page.url or "/checkout" in fan.page.url
            )
            await fan.page.screenshot(path=FOLDER / f"{state.name}-{name}-{scheme}.png", full_page=full_page)
    await context.close()
    await scenario.clear()


async def main(names: list[str]) -> None:
    """Save the screenshots of all states, or of those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with open_server(Path(folder)) as server, open_browser() as browser:
            for state in STATES:
                if not names or state.name in names:
                    await photograph(state, server, browser)
                    print(state.name)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
