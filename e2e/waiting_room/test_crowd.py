"""Twenty fans at one on-sale: they gather, their order is drawn, and they come in by it, whatever happens meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import expect

from e2e.conftest import NewFan
from e2e.scenarios import Stage
from e2e.seating.test_reconnect import forget_everything
from e2e.server import House
from e2e.waiting_fan import InLine

FANS, AT_ONCE, TARGET = 20, 4, 16
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
    house: House, stage: Stage, new_fan: NewFan
) -> None:
    show = await stage.show("A night that is drawn", opens=SOON)
    room = await stage.room(show, "--draw", "--alone", target=TARGET)
    line = [InLine(await new_fan(f"Fan{n}", viewport=SMALL), room, show) for n in range(FANS)]
    await all_of(line, gathers)
    numbers = [await each.number() for each in line]
    assert sorted(numbers) == list(range(1, FANS + 1))

    sleeper, thief, *awake = line
    await sleeper.page.close()
    await takes_anothers_token(thief, awake[0])
    await stage.is_drawn_now(show)
    places = {each: await each.place() for each in line}
    assert sorted(places.values()) == list(range(1, FANS + 1))
    await forget_everything(house)

    sessions = [await each.cookie("aisle") for each in line]
    await asyncio.gather(*[goes_through(each) for each in (thief, *awake)], wakes(sleeper))
    admitted = await stage.ask(ADMITTED, room)
    assert sorted(admitted) == list(range(1, FANS + 1))
    assert await stage.ask(EARLY, room) == 0
    assert await stage.ask(INSIDE, room) <= TARGET
    assert [await each.cookie("aisle") for each in line] == sessions
    assert [await each.number() for each in line] == numbers
    assert await stage.orders(show) == ["paid"] * FANS


async def all_of(line: list[InLine], does: Callable[[InLine], Awaitable[None]]) -> None:
    """Some at a time: they share two cores."""
    some = asyncio.Semaphore(AT_ONCE)

    async def one(each: InLine) -> None:
        async with some:
            await does(each)

    await asyncio.gather(*map(one, line))


async def gathers(each: InLine) -> None:
    """A number, and no place yet."""
    await each.without_the_map()
    await each.comes()
    await expect(each.title).to_contain_text("is your number")


async def goes_through(each: InLine) -> None:
    """By itself to the seats, then to a ticket."""
    await each.comes_in()
    await each.buys()


async def wakes(sleeper: InLine) -> None:
    """A browser that was closed comes back to the place it had."""
    sleeper.fan.page = sleeper.page = await sleeper.fan.another_tab()
    await sleeper.fan.opens(sleeper.address)
    await goes_through(sleeper)


async def takes_anothers_token(thief: InLine, owner: InLine) -> None:
    """Says so, and goes on with the number of its own."""
    name, own = f"place-{thief.room}", await thief.number()
    taken = await owner.cookie(name)
    await thief.fan.context.add_cookies([{"name": name, "value": taken, "url": thief.fan.house.site}])
    await thief.page.reload()
    await expect(thief.says("swapped")).to_contain_text("belongs to another browser")
    assert await thief.number() == own
