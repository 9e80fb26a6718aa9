"""Every page in every state that a fan can meet, and how to get there: for axe and for the pictures."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.async_api import expect

from e2e import navigate_map as maps
from e2e import navigate_payments as money
from e2e import navigate_waiting_room as line
from e2e.fan import Fan
from e2e.scenarios import ARENA, CLUB, Stage

HOUR = timedelta(hours=1)
PLACES = ("Stalls H 11", "Stalls H 12", "Stalls H 13")
Way = Callable[[Fan, Stage], Awaitable[None]]


@dataclass(frozen=True)
class State:
    """`way` leads a fan there; `provokes` are the complaints of the browser that belong to it."""

    name: str
    way: Way
    provokes: tuple[str, ...] = ()
    seats: bool = False
    """Whether the seats on the map are what this state is about; 1,200 of them cost a second each time."""


async def night(stage: Stage, sold: int = 330, **given: Any) -> int:
    """A night like any other: some seats sold, some held, the ones we want open."""
    show = await stage.show("Preview Night at the Rex", **given)
    await stage.crowd(show, sold=sold, held=24)
    for place in PLACES:
        await stage.free(show, place)
    return show


async def home(fan: Fan, stage: Stage) -> None:
    await fan.opens("/")


async def map_whole(fan: Fan, stage: Stage) -> None:
    await fan.opens_map(await night(stage))


async def map_close(fan: Fan, stage: Stage) -> None:
    await map_whole(fan, stage)
    await fan.comes_close(PLACES[0])
    await fan.points_at(PLACES[0])


async def map_basket(fan: Fan, stage: Stage) -> None:
    await map_whole(fan, stage)
    await fan.takes(*PLACES)


async def map_too_many(fan: Fan, stage: Stage) -> None:
    show = await night(stage, max_seats=2)
    await fan.opens_map(show)
    other = await fan.another_tab()  # two tabs: one does not know yet what the other took
    await other.goto(f"{fan.house.site}/performances/{show}/list?party=2")
    await other.get_by_role("button", name="Take 2").first.click()
    await expect(other.locator(".basket-line")).to_have_count(2)
    await other.close()
    await fan.clicks(PLACES[2])
    await expect(fan.says).to_be_visible()


async def map_warns(fan: Fan, stage: Stage) -> None:
    show = await night(stage)
    await fan.opens_map(show)
    await fan.takes(*PLACES[:2])
    await stage.hold_ends_in(show, 100)
    await fan.page.reload()
    await fan.sees_map()


async def map_expired(fan: Fan, stage: Stage) -> None:
    show = await night(stage)
    await fan.opens_map(show)
    await fan.takes(*PLACES[:2])
    await stage.hold_ends_in(show, 3)
    await fan.page.reload()
    await expect(fan.says).to_contain_text("The time is over")


async def club_whole(fan: Fan, stage: Stage) -> None:
    await fan.opens_map(await stage.show("Blue Hour Trio", like=CLUB))


async def the_list(fan: Fan, stage: Stage) -> None:
    await fan.opens(f"/performances/{await night(stage, sold=1080)}/list")
    await expect(fan.page.locator(".live")).to_have_text("Live")


async def list_basket(fan: Fan, stage: Stage) -> None:
    await the_list(fan, stage)
    await fan.page.get_by_role("button", name="Take 2").first.click()
    await expect(fan.lines).to_have_count(2)


async def list_of_arena(fan: Fan, stage: Stage) -> None:
    show = await stage.show("Aurora at the North Arena", like=ARENA)
    await stage.crowd(show, sold=3000, held=200)
    await fan.opens(f"/performances/{show}/list")
    await expect(fan.page.locator(".live")).to_have_text("Live")


async def list_of_tables(fan: Fan, stage: Stage) -> None:
    await list_of_arena(fan, stage)
    await fan.page.get_by_role("link", name="Tables").click()
    await expect(fan.page.locator(".run").first).to_be_visible()


async def list_of_section(fan: Fan, stage: Stage) -> None:
    await list_of_arena(fan, stage)
    await fan.page.get_by_role("link", name="102").click()
    await fan.page.locator(".exact summary").first.click()


async def list_of_floor(fan: Fan, stage: Stage) -> None:
    await list_of_arena(fan, stage)
    await fan.page.get_by_role("link", name="Floor 3").or_(fan.page.get_by_role("link", name="Floor 2")).first.click()
    await fan.page.get_by_role("button", name="Take these").click()
    await expect(fan.lines).to_have_count(1)


async def list_narrowed(fan: Fan, stage: Stage) -> None:
    await list_of_arena(fan, stage)
    await fan.page.get_by_text("Price and access").click()
    await fan.page.get_by_label("From", exact=True).fill("cheap")
    await fan.page.get_by_role("button", name="Show these").click()
    await expect(fan.page.locator("#range-wrong")).to_be_visible()


async def find(fan: Fan, stage: Stage) -> None:
    await list_of_arena(fan, stage)
    await fan.page.get_by_text("Best available").first.click()
    await fan.page.get_by_text("Wheelchair spaces").first.click()


async def find_found(fan: Fan, stage: Stage) -> None:
    await find(fan, stage)
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.says).to_be_visible()


async def find_error(fan: Fan, stage: Stage) -> None:
    await find(fan, stage)
    await fan.page.get_by_label("To, in").fill("20")
    await fan.page.get_by_role("button", name="Find the best seats").click()
    await expect(fan.says).to_be_visible()


async def checkout(fan: Fan, stage: Stage) -> None:
    await map_basket(fan, stage)
    await fan.checks_out()


async def checkout_errors(fan: Fan, stage: Stage) -> None:
    await checkout(fan, stage)
    await fan.page.get_by_label("E-mail").fill("ana at example")
    await fan.page.get_by_role("button", name="Take the ticket").click()
    await expect(fan.page.locator("#errors")).to_be_focused()


async def order(fan: Fan, stage: Stage) -> None:
    await checkout(fan, stage)
    await fan.orders()


async def nowhere(fan: Fan, stage: Stage) -> None:
    await fan.opens("/orders/1/nobody-made-this-order-at-all")


async def not_yet(fan: Fan, stage: Stage) -> None:
    await fan.opens_map(await night(stage, opens=HOUR, closes=2 * HOUR))


async def over(fan: Fan, stage: Stage) -> None:
    await fan.opens_map(await night(stage, opens=-2 * HOUR, closes=-HOUR))


async def cancelled(fan: Fan, stage: Stage) -> None:
    show = await night(stage)
    stage.house.must("performance", "cancel", str(show))
    await fan.opens_map(show)


async def sold_out(fan: Fan, stage: Stage) -> None:
    show = await stage.show("Preview Night at the Rex")
    await stage.crowd(show, sold=2000, held=0)
    await fan.opens_map(show)


STATES = [
    State("home", home),
    State("map-whole", map_whole, seats=True),
    State("map-close", map_close, seats=True),
    State("map-basket", map_basket),
    State("map-too-many", map_too_many, ("409",)),
    State("map-warns", map_warns),
    State("map-expired", map_expired),
    State("map-club", club_whole, seats=True),
    State("map-party", maps.map_party, seats=True),
    State("map-advice", maps.map_advice),
    State("map-filtered", maps.map_filtered),
    State("map-best", maps.map_best),
    State("map-found", maps.map_found, seats=True),
    State("map-standing", maps.map_standing, seats=True),
    State("map-table", maps.map_table, seats=True),
    State("list", the_list),
    State("list-basket", list_basket),
    State("list-arena", list_of_arena),
    State("list-section", list_of_section),
    State("list-tables", list_of_tables),
    State("list-floor", list_of_floor),
    State("list-narrowed", list_narrowed),
    State("list-find", find),
    State("list-found", find_found),
    State("list-find-error", find_error, ("409",)),
    State("checkout", checkout),
    State("checkout-errors", checkout_errors, ("422",)),
    State("order", order),
    State("checkout-paid", money.checkout_paid),
    State("checkout-declined", money.checkout_declined, ("402",)),
    State("checkout-unreachable", money.checkout_unreachable, ("ERR_FAILED",)),
    State("bank-asks", money.bank_asks),
    State("order-to-pay", money.order_to_pay, ("402",)),
    State("order-thinking", money.order_thinking),
    State("order-paid", money.order_paid),
    State("order-part-refunded", money.order_part_refunded),
    State("order-refunded", money.order_refunded),
    State("order-expired", money.order_expired, ("402",)),
    State("order-late", money.order_late, ("402",)),
    State("mail-none", money.mail_none),
    State("mail-some", money.mail_some),
    State("mail-one", money.mail_one),
    State("not-found", nowhere, ("404",)),
    State("not-on-sale-yet", not_yet),
    State("over", over),
    State("cancelled", cancelled),
    State("sold-out", sold_out),
    State("waiting-sale", line.sale_panel),
    State("waiting-before", line.before),
    State("waiting-gathering", line.gathering),
    State("waiting-drawing", line.drawing),
    State("waiting-ahead", line.ahead),
    State("waiting-your-turn", line.your_turn),
    State("waiting-passed", line.passed, ("410",)),
    State("waiting-sold-out", line.sold_out),
    State("waiting-draw", line.the_draw),
]
