"""Lists every state of every fan page and how to get there, for axe and for the screenshots."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from e2e import navigate_map, navigate_payments, navigate_waiting_room
from e2e.fan import Fan
from e2e.last_seconds import reload_before_the_end
from e2e.scenarios import ARENA, CLUB, Scenario

HOUR = timedelta(hours=1)
PLACES = ("Stalls H 11", "Stalls H 12", "Stalls H 13")
Navigate = Callable[[Fan, Scenario], Awaitable[None]]


@dataclass(frozen=True)
class PageState:
    """A named page state. `navigate` brings a fan there; `provokes`: the browser's complaints that belong to it."""

    name: str
    navigate: Navigate
    provokes: tuple[str, ...] = ()
    seats: bool = False
    """Whether axe must check the seats on the map too: 1,200 of them take a second each time."""


async def night(scenario: Scenario, sold: int = 330, **given: Any) -> int:
    """Create a performance with some seats sold, some held, and PLACES open; return its id."""
    performance = await scenario.create_performance("Preview Night at the Rex", **given)
    await scenario.fill_seats(performance, sold=sold, held=24)
    for place in PLACES:
        await scenario.open_seat(performance, place)
    return performance


async def home(fan: Fan, scenario: Scenario) -> None:
    await fan.opens("/")


async def map_whole(fan: Fan, scenario: Scenario) -> None:
    await fan.opens_map(await night(scenario))


async def map_close(fan: Fan, scenario: Scenario) -> None:
    await map_whole(fan, scenario)
    await fan.comes_close(PLACES[0])
    await fan.points_at(PLACES[0])


async def map_basket(fan: Fan, scenario: Scenario) -> None:
    await map_whole(fan, scenario)
    await fan.takes(*PLACES)


async def map_too_many(fan: Fan, scenario: Scenario) -> None:
    performance = await night(scenario, max_seats=2)
    await fan.opens_map(performance)
    other = await fan.another_tab()  # two tabs: one does not show yet what the other took
    await other.goto(f"{fan.server.site}/performances/{performance}/list?party=2")
    await other.get_by_role("button", name="Take 2").first.click()
    await expect(other.locator(".basket-line")).to_have_count(2)
    await other.close()
    await fan.clicks(PLACES[2])
    await expect(fan.notice).to_be_visible()


async def map_warns(fan: Fan, scenario: Scenario) -> None:
    performance = await night(scenario)
    await fan.opens_map(performance)
    await fan.takes(*PLACES[:2])
    await scenario.shorten_holds(performance, 100)
    await fan.page.reload()
    await fan.sees_map()


async def map_expired(fan: Fan, scenario: Scenario) -> None:
    performance = await night(scenario)
    await fan.opens_map(performance)
    await fan.takes(*PLACES[:2])
    await reload_before_the_end(fan, scenario, performance, *PLACES[:2])
    await expect(fan.notice).to_contain_text("The time is over")


async def club_whole(fan: Fan, scenario: Scenario) -> None:
    await fan.opens_map(await scenario.create_performance("Blue Hour Trio", like=CLUB))


async def the_list(fan: Fan, scenario: Scenario) -> None:
    await fan.opens(f"/performances/{await night(scenario, sold=1080)}/list")
    await expect(fan.page.locator(".live")).to_have_text("Live")


async def list_basket(fan: Fan, scenario: Scenario) -> None:
    await the_list(fan, scenario)
    await fan.page.get_by_role("button", name="Take 2").first.click()
    await expect(fan.lines).to_have_count(2)


async def list_of_arena(fan: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("Aurora at the North Arena", like=ARENA)
    await scenario.fill_seats(performance, sold=3000, held=200)
    await fan.opens(f"/performances/{performance}/list")
    await expect(fan.page.locator(".live")).to_have_text("Live")


async def list_of_tables(fan: Fan, scenario: Scenario) -> None:
    await list_of_arena(fan, scenario)
    await fan.page.get_by_role("link", name="Tables").click()
    await expect(fan.page.locator(".run").first).to_be_visible()


async def list_of_section(fan: Fan, scenario: Scenario) -> None:
    await list_of_arena(fan, scenario)
    await fan.page.get_by_role("link", name="102").click()
    await fan.page.locator(".exact summary").first.click()


async def list_of_floor(fan: Fan, scenario: Scenario) -> None:
    await list_of_arena(fan, scenario)
    await fan.page.get_by_role("link", name="Floor 3").or_(fan.page.get_by_role("link", name="Floor 2")).first.click()
    await fan.page.get_by_role("button", name="Take these").click()
    await expect(fan.lines).to_have_count(1)


async def list_narrowed(fan: Fan, scenario: Scenario) -> None:
    await list_of_arena(fan, scenario)
    await fan.page.get_by_text("Price and access").click()
    await fan.page.get_by_label("From", exact=True).fill("cheap")
    await fan.page.get_by_role("button", name="Show these").click()
    await expect(fan.page.locator("#range-wrong")).to_be_visible()


async def find(fan: Fan, scenario: Scenario) -> None:
    await list_of_arena(fan, scenario)
    await fan.page.get_by_text("Best available").first.click()
    await fan.page.get_by_text("Wheelchair spaces").first.click()


async def find_found(fan: Fan, scenario: Scenario) -> None:
    await find(fan, scenario)
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.notice).to_be_visible()


async def find_error(fan: Fan, scenario: Scenario) -> None:
    await find(fan, scenario)
    await fan.page.get_by_label("To, in").fill("20")
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.notice).to_be_visible()


async def checkout(fan: Fan, scenario: Scenario) -> None:
    await map_basket(fan, scenario)
    await fan.checks_out()


async def checkout_errors(fan: Fan, scenario: Scenario) -> None:
    await checkout(fan, scenario)
    await fan.page.get_by_label("E-mail").fill("ana at example")
    await fan.page.get_by_role("button", name="Take the ticket").click()
    await expect(fan.page.locator("#errors")).to_be_focused()


async def order(fan: Fan, scenario: Scenario) -> None:
    await checkout(fan, scenario)
    await fan.orders()


async def nowhere(fan: Fan, scenario: Scenario) -> None:
    await fan.opens("/orders/1/nobody-made-this-order-at-all")


async def not_yet(fan: Fan, scenario: Scenario) -> None:
    await fan.opens_map(await night(scenario, opens=HOUR, closes=2 * HOUR))


async def over(fan: Fan, scenario: Scenario) -> None:
    await fan.opens_map(await night(scenario, opens=-2 * HOUR, closes=-HOUR))


async def cancelled(fan: Fan, scenario: Scenario) -> None:
    performance = await night(scenario)
    await scenario.server.run_aisle("performance", "cancel", str(performance))
    await fan.opens_map(performance)


async def sold_out(fan: Fan, scenario: Scenario) -> None:
    performance = await scenario.create_performance("Preview Night at the Rex")
    await scenario.fill_seats(performance, sold=2000, held=0)
    await fan.opens_map(performance)


STATES = [
    PageState("home", home),
    PageState("map-whole", map_whole, seats=True),
    PageState("map-close", map_close, seats=True),
    PageState("map-basket", map_basket),
    PageState("map-too-many", map_too_many, ("409",)),
    PageState("map-warns", map_warns),
    PageState("map-expired", map_expired),
    PageState("map-club", club_whole, seats=True),
    PageState("map-party", navigate_map.map_party, seats=True),
    PageState("map-advice", navigate_map.map_advice),
    PageState("map-filtered", navigate_map.map_filtered),
    PageState("map-best", navigate_map.map_best),
    PageState("map-found", navigate_map.map_found, seats=True),
    PageState("map-standing", navigate_map.map_standing, seats=True),
    PageState("map-table", navigate_map.map_table, seats=True),
    PageState("list", the_list),
    PageState("list-basket", list_basket),
    PageState("list-arena", list_of_arena),
    PageState("list-section", list_of_section),
    PageState("list-tables", list_of_tables),
    PageState("list-floor", list_of_floor),
    PageState("list-narrowed", list_narrowed),
    PageState("list-find", find),
    PageState("list-found", find_found),
    PageState("list-find-error", find_error, ("409",)),
    PageState("checkout", checkout),
    PageState("checkout-errors", checkout_errors, ("422",)),
    PageState("order", order),
    PageState("checkout-paid", navigate_payments.checkout_paid),
    PageState("checkout-declined", navigate_payments.checkout_declined, ("402",)),
    PageState("checkout-unreachable", navigate_payments.checkout_unreachable, ("ERR_FAILED",)),
    PageState("bank-asks", navigate_payments.bank_asks),
    PageState("order-to-pay", navigate_payments.order_to_pay, ("402",)),
    PageState("order-thinking", navigate_payments.order_thinking),
    PageState("order-paid", navigate_payments.order_paid),
    PageState("order-part-refunded", navigate_payments.order_part_refunded),
    PageState("order-refunded", navigate_payments.order_refunded),
    PageState("order-void", navigate_payments.order_void),
    PageState("order-refund-waits", navigate_payments.order_refund_waits),
    PageState("order-used-and-refunded", navigate_payments.order_used_and_refunded),
    PageState("order-expired", navigate_payments.order_expired, ("402",)),
    PageState("order-late", navigate_payments.order_late, ("402",)),
    PageState("mail-none", navigate_payments.mail_none),
    PageState("mail-some", navigate_payments.mail_some),
    PageState("mail-one", navigate_payments.mail_one),
    PageState("not-found", nowhere, ("404",)),
    PageState("not-on-sale-yet", not_yet),
    PageState("over", over),
    PageState("cancelled", cancelled),
    PageState("sold-out", sold_out),
    PageState("waiting-sale", navigate_waiting_room.sale_panel),
    PageState("waiting-before", navigate_waiting_room.before),
    PageState("waiting-gathering", navigate_waiting_room.gathering),
    PageState("waiting-drawing", navigate_waiting_room.drawing),
    PageState("waiting-ahead", navigate_waiting_room.ahead),
    PageState("waiting-your-turn", navigate_waiting_room.your_turn),
    PageState("waiting-passed", navigate_waiting_room.passed, ("410",)),
    PageState("waiting-sold-out", navigate_waiting_room.sold_out),
    PageState("waiting-draw", navigate_waiting_room.the_draw),
]
