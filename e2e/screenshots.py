"""`python -m e2e.screenshots`: every page and state, light and dark, at a desk and on a phone, in var/screenshots."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from e2e.browser import open_browser
from e2e.fan import Fan
from e2e.page_states import STATES, State
from e2e.scenarios import Stage
from e2e.server import ROOT, House, open_house

SHOTS = ROOT / "var" / "screenshots"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


async def photograph(state: State, house: House, browser: Browser) -> None:
    """One state in four looks. On a phone's width only what is in the window, as it is held."""
    stage = Stage(house)
    context = await browser.new_context(viewport=SIZES["wide"], reduced_motion="reduce", locale="en-GB")
    fan = Fan("Ana", house, context, await context.new_page())
    await state.way(fan, stage)
    for name, size in SIZES.items():
        await fan.page.set_viewport_size(size)
        for lights in ("light", "dark"):
            await fan.page.emulate_media(color_scheme=lights)
            for card in (frame for frame in fan.page.frames if frame.url.endswith("/elements/card")):
                await card.wait_for_selector(f"html[data-scheme={lights}]")
            whole = state.name != "bank-asks" and ("performances" not in fan.page.url or "/checkout" in fan.page.url)
            await fan.page.screenshot(path=SHOTS / f"{state.name}-{name}-{lights}.png", full_page=whole)
    await context.close()
    await stage.clear()


async def main(names: list[str]) -> None:
    """All states, or those named."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house, open_browser() as browser:
            for state in STATES:
                if not names or state.name in names:
                    await photograph(state, house, browser)
                    print(state.name)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
