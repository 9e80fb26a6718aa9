"""A browser finds every hook that docs/testing.md promises."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from e2e import navigate_payments, navigate_waiting_room, page_states
from e2e.fan import Fan
from e2e.page_states import Navigate
from e2e.scenarios import OPENING, Scenario
from tests.promised_hooks import Hook, promised_hooks


async def home(fan: Fan, scenario: Scenario) -> None:
    await scenario.create_performance("A night to come", opens=timedelta(hours=1))
    await fan.opens("/")


async def basket(fan: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("Opening Night at the Rex", like=OPENING)
    await fan.opens(f"/performances/{performance}/list?party=2")
    await fan.page.get_by_role("button", name="Take 2").first.click()
    await expect(fan.lines).to_have_count(2)
    await scenario.shorten_holds(performance, 100)
    await fan.page.reload()


STATES: dict[str, Navigate] = {
    "Every page": home,
    "Home": home,
    "Map": page_states.map_whole,
    "List": page_states.the_list,
    "Sale that has not begun": page_states.not_yet,
    "Basket": basket,
    "Checkout, free": page_states.checkout,
    "Checkout, with payment": navigate_payments.checkout_paid,
    "Order, with tickets": page_states.order,
    "Order, not paid yet": navigate_payments.order_to_pay,
    "Waiting room": navigate_waiting_room.ahead,
}


def find(page: Page, hook: Hook) -> Locator:
    """Locate a hook as a test suite would."""
    if hook.selector:
        return page.locator(hook.selector)
    if hook.role == "text":
        return page.get_by_text(hook.name_pattern)
    return page.get_by_role(hook.role, name=None if hook.name is None else hook.name_pattern)  # type: ignore[arg-type]


@pytest.mark.parametrize("section", promised_hooks())
async def test_a_browser_finds_what_the_docs_promise(section: str, ana: Fan, scenario: Scenario) -> None:
    ana.expects("402")
    await STATES[section](ana, scenario)
    for hook in promised_hooks()[section]:
        await expect(find(ana.page, hook).first, hook.find_by).to_be_attached()
