"""Fixtures: a browser, a page, and the HTTP control of a development server of Aisle, which begins anew once."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect, sync_playwright

SITE = os.environ.get("AISLE_SITE", "http://127.0.0.1:8000")
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Launch the Chromium that AISLE_CHROMIUM names, else Playwright's own."""
    launched = playwright.chromium.launch(executable_path=os.environ.get("AISLE_CHROMIUM"))
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def aisle(playwright: Playwright) -> Iterator[APIRequestContext]:
    """Begin the demonstration anew, and return a client for the control under /dev."""
    client = playwright.request.new_context(base_url=SITE)
    expect(client.post("/dev/reset", timeout=60_000)).to_be_ok()
    yield client
    client.dispose()


@pytest.fixture
def page(browser: Browser, aisle: APIRequestContext) -> Iterator[Page]:
    """Open a page with cookies of its own."""
    context = browser.new_context(base_url=SITE)
    yield context.new_page()
    context.close()
