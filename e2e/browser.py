"""The browser: this machine's Chromium, else Playwright's own, else one line that says what to install."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, BrowserType, async_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--no-default-browser-check",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
]
ADVICE = "no browser: install Debian's `chromium`, or run `.venv/bin/playwright install chromium`"


class NoBrowser(Exception):
    """Raised when neither this machine nor Playwright has a Chromium."""


@contextlib.asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Launch one Chromium and close it at the end. Raises NoBrowser with one line for the terminal."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_executable(playwright.chromium), args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


def _executable(chromium: BrowserType) -> str:
    path = next(filter(None, map(shutil.which, NAMES)), chromium.executable_path)
    if not Path(path).exists():
        raise NoBrowser(ADVICE)
    return path
