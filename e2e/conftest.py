"""Fixtures: one server and one browser for the whole run; per test, fans with fresh browser contexts.

A console error, a failed request or a refusal that the test did not expect fails the test."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from app.language.compile_catalogues import compile_if_stale
from e2e.browser import NoBrowser, open_browser
from e2e.fake_stripe import FakeStripeClient
from e2e.fan import Fan
from e2e.scenarios import OPENING, Scenario
from e2e.server import ROOT, AisleServer, open_server

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HERE = {"locale": "en-GB", "timezone_id": "Europe/Lisbon"}
"""Where the fans and most venues are."""
NewFan = Callable[..., Awaitable[Fan]]
FAILURES = ROOT / "var" / "e2e"
PATIENCE = 30_000  # ms: only a test that fails waits that long
expect.set_options(timeout=PATIENCE)
WAIT_LONG = ("test_crowd.py", "test_reconnect.py", "test_onsale.py")


def pytest_configure() -> None:
    """Compile the catalogues, where `make` has not done it."""
    compile_if_stale()


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AisleServer]:
    """Start every process of Aisle once for the run."""
    async with open_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Launch one Chromium; each fan gets a context of their own in it. Without Chromium the run ends with one line."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            opened = await stack.enter_async_context(open_browser())
        except NoBrowser as missing:
            pytest.exit(str(missing), returncode=1)
        yield opened


@pytest.fixture
async def scenario(server: AisleServer) -> AsyncIterator[Scenario]:
    """Return a scenario that makes performances for this test alone; they are cancelled afterwards."""
    scenario = Scenario(server)
    yield scenario
    await scenario.clear()


@pytest.fixture
async def performance(scenario: Scenario) -> int:
    """Create a performance at the Rex without prices, on sale; return its id."""
    return await scenario.create_performance()


@pytest.fixture
async def paid_performance(scenario: Scenario) -> int:
    """Create a performance at the Rex with prices, a fee per ticket, a fee per order and an included tax."""
    return await scenario.create_performance("A night that costs", like=OPENING)


@pytest.fixture
async def fake_stripe(server: AisleServer) -> AsyncIterator[FakeStripeClient]:
    """Return the fake Stripe's control client; its failure modes are reset afterwards."""
    yield server.fake_stripe
    await server.fake_stripe.reset()


@pytest.fixture
async def new_fan(server: AisleServer, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[NewFan]:
    """Return a function: `await new_fan("Ana")` is a fan with a fresh browser context.

    A complaint of the browser that the test does not expect fails the test."""
    fans: list[Fan] = []

    async def arrive(name: str, **browser_options: Any) -> Fan:
        given = {"viewport": WIDE, "reduced_motion": "reduce", **HERE, **browser_options}
        context = await browser.new_context(**given)
        context.set_default_timeout(PATIENCE)
        fan = Fan(name, server, context, await context.new_page())
        fan.listen(fan.page)
        fans.append(fan)
        return fan

    yield arrive
    failed = getattr(request.node, "failed", False)
    for fan in fans:
        if failed:
            await _save_screenshot(fan, request.node.name)
        await fan.context.close()
    complaints = [f"{fan.name}: {complaint}" for fan in fans for complaint in fan.unexpected]
    assert not complaints, "the browser complains:\n" + "\n".join(complaints)


@pytest.fixture
async def ana(new_fan: NewFan) -> Fan:
    """Return a fan with a desktop browser."""
    return await new_fan("Ana")


@pytest.fixture
async def ben(new_fan: NewFan) -> Fan:
    """Return another fan with a desktop browser."""
    return await new_fan("Ben")


async def _save_screenshot(fan: Fan, test: str) -> None:
    """Save a screenshot of the fan's page."""
    FAILURES.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in f"{test}-{fan.name}")
    if not fan.page.is_closed():
        await fan.page.screenshot(path=FAILURES / f"{name}.png")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the browser tests that wait long to the front: the others then use the processor, and none runs alone."""
    ours = [at for at, item in enumerate(items) if item.path.is_relative_to(ROOT / "e2e")]
    longest_first = sorted((items[at] for at in ours), key=lambda item: item.path.name not in WAIT_LONG)
    for at, item in zip(ours, longest_first, strict=True):
        items[at] = item


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[Any]:
    """Add the end of the server's log and the folder of the screenshots to the report of a failed test."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
        server = item.funcargs.get("server")  # type: ignore[attr-defined]
        if isinstance(server, AisleServer):
            report.sections.append(("the server's log", server.log_tail()))
        report.sections.append(("screenshots", str(Path(FAILURES))))
    return report
