"""One house and one browser for the whole run; for every test fans with fresh browsers, who may complain of nothing."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from e2e.browser import NoBrowser, open_browser
from e2e.fake_stripe import Bank
from e2e.fan import Fan
from e2e.scenarios import OPENING, Stage
from e2e.server import ROOT, House, open_house

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NewFan = Callable[..., Awaitable[Fan]]
LEFT = ROOT / "var" / "e2e"
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The whole house, open."""
    async with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium; each fan has a context of their own in it. Without one the run ends here, in one line."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            opened = await stack.enter_async_context(open_browser())
        except NoBrowser as missing:
            pytest.exit(str(missing), returncode=1)
        yield opened


@pytest.fixture
async def stage(house: House) -> AsyncIterator[Stage]:
    """Performances of this test's own."""
    stage = Stage(house)
    yield stage
    await stage.clear()


@pytest.fixture
async def show(stage: Stage) -> int:
    """A free night at the Rex, on sale."""
    return await stage.show()


@pytest.fixture
async def paid_show(stage: Stage) -> int:
    """A night at the Rex with prices, a fee for each ticket, one for the order, and a tax in them."""
    return await stage.show("A night that costs", like=OPENING)


@pytest.fixture
async def bank(house: House) -> AsyncIterator[Bank]:
    """The bank, which is calm again afterwards."""
    yield house.bank
    await house.bank.is_calm()


@pytest.fixture
async def new_fan(house: House, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[NewFan]:
    """`await new_fan("Ana")`: somebody with a fresh browser. Any unexpected complaint of it fails the test."""
    fans: list[Fan] = []

    async def arrive(name: str, **browser_options: Any) -> Fan:
        given = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", **browser_options}
        context = await browser.new_context(**given)
        context.set_default_timeout(10_000)
        fan = Fan(name, house, context, await context.new_page())
        fan.listen(fan.page)
        fans.append(fan)
        return fan

    yield arrive
    failed = getattr(request.node, "failed", False)
    for fan in fans:
        if failed:
            await _keep(fan, request.node.name)
        await fan.context.close()
    complaints = [f"{fan.name}: {complaint}" for fan in fans for complaint in fan.unexpected]
    assert not complaints, "the browser complains:\n" + "\n".join(complaints)


@pytest.fixture
async def ana(new_fan: NewFan) -> Fan:
    """A fan at a desk."""
    return await new_fan("Ana")


@pytest.fixture
async def ben(new_fan: NewFan) -> Fan:
    """Another fan at a desk."""
    return await new_fan("Ben")


async def _keep(fan: Fan, test: str) -> None:
    """What the fan saw last."""
    LEFT.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in f"{test}-{fan.name}")
    if not fan.page.is_closed():
        await fan.page.screenshot(path=LEFT / f"{name}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[Any]:
    """A test that failed shows the end of the house's log, and leaves its screenshots in var/e2e."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
        house = item.funcargs.get("house")  # type: ignore[attr-defined]
        if isinstance(house, House):
            report.sections.append(("the house", house.last_words()))
        report.sections.append(("screenshots", str(Path(LEFT))))
    return report
