"""Twenty fans at one on-sale: they join, their order is drawn, and they are admitted in that order."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.scenarios import Scenario
from e2e.seating.test_reconnect import forget_everything
from e2e.server import AisleServer
from e2e.waiting_fan import WaitingFan

FANS, AT_ONCE, TARGET = 20, 4, 16
CROWD_TURN = 300_000  # ms: twenty browsers on two cores, and the last fan waits for all the others
SMALL = {"width": 800, "height": 600}
SOON = timedelta(minutes=29)  # a room whose order is drawn opens half an hour before

ADMITTED = "SELECT array_agg(place ORDER BY n) FROM queue_log WHERE room = $1 AND what = 'admitted'"
INSIDE = """
    SELECT max(inside) FROM (
        SELECT (SELECT count(*) FROM admission b WHERE b.room = a.room AND b.admitted_at <= a.admitted_at
                AND (b.left_at IS NULL OR b.left_at > a.admitted_at)) AS inside
        FROM admission a WHERE a.room = $1) counted"""
EARLY = """
    SELECT count(*) FROM queue_log a WHERE a.room = $1 AND a.what = 'admitted' AND a.place > (
        SELECT max(c.serving) FROM queue_log c WHERE c.room = $1 AND c.what = 'called' AND c.n < a.n)"""


async def test_twenty_fans_come_in_as_they_were_drawn_and_each_gets_a_ticket(
    server: AisleServer, scenario: Scenario, new_fan: NewFan
) -> None:
    performance = await scenario.create_performance("A night that is drawn", opens=SOON)
    room = await scenario.create_waiting_room(performance, "--draw", "--alone", target=TARGET)
    waiting_fans = [WaitingFan(await new_fan(f"Fan{n}", viewport=SMALL), room, performance) for n in range(FANS)]
    await all_of(waiting_fans, gathers)
    numbers = [await each.number() for each in waiting_fans]
    assert sorted(numbers) == list(range(1, FANS + 1))

    sleeper, thief, *awake = waiting_fans
    await sleeper.page.close()
    await takes_anothers_token(thief, awake[0])
    await scenario.start_draw(performance)
    places = {each: await each.place() for each in waiting_fans}
    assert sorted(places.values()) == list(range(1, FANS + 1))
    await forget_everything(server)

    sessions = [await each.cookie("aisle") for each in waiting_fans]
    await asyncio.gather(*[goes_through(each) for each in (thief, *awake)], wakes(sleeper))
    admitted = await scenario.fetch_value(ADMITTED, room)
    assert sorted(admitted) == list(range(1, FANS + 1))
    assert await scenario.fetch_value(EARLY, room) == 0
    assert await scenario.fetch_value(INSIDE, room) <= TARGET
    assert [await each.cookie("aisle") for each in waiting_fans] == sessions
    assert [await each.number() for each in waiting_fans] == numbers
    assert await scenario.orders(performance) == ["paid"] * FANS


async def all_of(waiting_fans: list[WaitingFan], does: Callable[[WaitingFan], Awaitable[None]]) -> None:
    """Run `does` for every fan, AT_ONCE at a time."""
    some = asyncio.Semaphore(AT_ONCE)

    async def one(each: WaitingFan) -> None:
        async with some:
            await does(each)

    await asyncio.gather(*map(one, waiting_fans))


async def gathers(each: WaitingFan) -> None:
    """Take a number, while no place is drawn yet."""
    await each.without_the_map()
    await each.comes()
    await expect(each.title).to_contain_text("your number")


async def goes_through(each: WaitingFan) -> None:
    """Wait for admission, then buy a ticket."""
    await each.comes_in(CROWD_TURN)
    await each.buys()


async def wakes(sleeper: WaitingFan) -> None:
    """Open a new page of the same browser, which shows the place that it had."""
    sleeper.fan.page = sleeper.page = await sleeper.fan.another_tab()
    await sleeper.fan.opens(sleeper.address)
    await goes_through(sleeper)


async def takes_anothers_token(thief: WaitingFan, owner: WaitingFan) -> None:
    """Put another fan's token into this browser: the page reports it and keeps its own number."""
    name, own = f"place-{thief.room}", await thief.number()
    taken = await owner.cookie(name)
    await thief.fan.context.add_cookies([{"name": name, "value": taken, "url": thief.fan.server.site}])
    await thief.page.reload()
    await expect(thief.part("swapped")).to_contain_text("belongs to another browser")
    assert await thief.number() == own
