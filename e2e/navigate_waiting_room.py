"""Brings a fan to the states of a waiting room."""

from datetime import timedelta
from typing import NamedTuple

from playwright.async_api import Route, expect

from e2e.fan import Fan
from e2e.scenarios import OPENING, Scenario
from e2e.waiting_fan import WaitingFan

HALF_AN_HOUR = timedelta(minutes=29)
LATER = timedelta(minutes=80)
SEAL = "ab" * 32
PASS_TURN_SQL = "UPDATE queue_log SET at = at - interval '11 minutes' WHERE room = $1 AND what = 'called' RETURNING n"


class Night(NamedTuple):
    """The ids of a waiting room and of its performance."""

    room: int
    performance: int


async def drawn_night(scenario: Scenario, opens: timedelta = HALF_AN_HOUR, *words: str) -> Night:
    """Create a performance whose room draws at the on-sale. `words`: options of the staff command."""
    performance = await scenario.create_performance("A night that is drawn", like=OPENING, opens=opens)
    room = await scenario.create_waiting_room(performance, "--draw", *(words or ["--alone"]))
    return Night(room, performance)


async def night_in_turn(scenario: Scenario, ahead: int = 0) -> Night:
    """Create a performance with a paused first-come room in which `ahead` numbers were given."""
    performance = await scenario.create_performance("A night in turn", like=OPENING)
    room = await scenario.create_waiting_room(performance)
    await scenario.server.run_aisle("queue", "pause", str(performance))
    await scenario.fetch_value("UPDATE waiting_room SET last_number = $2 WHERE id = $1 RETURNING id", room, ahead)
    return Night(room, performance)


async def calls_all(scenario: Scenario, performance: int) -> None:
    """Let the room call all who wait."""
    await scenario.remove_throttle(performance)
    await scenario.server.run_aisle("queue", "resume", str(performance))


async def before(fan: Fan, scenario: Scenario) -> None:
    await WaitingFan(fan, *await drawn_night(scenario, LATER)).comes()


async def sale_panel(fan: Fan, scenario: Scenario) -> None:
    _, performance = await drawn_night(scenario, LATER)
    await fan.opens(f"/performances/{performance}/list")
    await expect(fan.basket).to_contain_text("Until the waiting room opens")


async def gathering(fan: Fan, scenario: Scenario) -> None:
    waiting_fan = WaitingFan(fan, *await drawn_night(scenario))
    await waiting_fan.comes()
    await expect(waiting_fan.title).to_contain_text("your number")


async def drawing(fan: Fan, scenario: Scenario) -> None:
    room, performance = await drawn_night(scenario, HALF_AN_HOUR, "--witness", f"Maria Santos:{SEAL}")
    waiting_fan = WaitingFan(fan, room, performance)
    await waiting_fan.comes()
    await scenario.start_draw(performance)
    await expect(waiting_fan.title).to_contain_text("in the draw")


async def ahead(fan: Fan, scenario: Scenario) -> None:
    waiting_fan = WaitingFan(fan, *await night_in_turn(scenario, 4_210))
    await waiting_fan.comes()
    await expect(waiting_fan.title).to_contain_text("people ahead of you")


async def your_turn(fan: Fan, scenario: Scenario) -> None:
    room, performance = await night_in_turn(scenario)
    waiting_fan = WaitingFan(fan, room, performance)
    await waiting_fan.comes()
    await fan.page.route("**/admissions*", _asks_again)
    await calls_all(scenario, performance)
    await expect(waiting_fan.title).to_contain_text("It is your turn")


async def _asks_again(route: Route) -> None:
    await route.fulfill(status=202, json={"outcome": "wait", "seconds": 60})


async def passed(fan: Fan, scenario: Scenario) -> None:
    await passes_by(fan, scenario)


async def passes_by(fan: Fan, scenario: Scenario) -> WaitingFan:
    """Let the fan miss their turn: they are called while on another page, until the time to come in is over."""
    room, performance = await night_in_turn(scenario)
    waiting_fan = WaitingFan(fan, room, performance)
    await waiting_fan.comes()
    await fan.opens("/")
    await calls_all(scenario, performance)
    await waiting_fan.is_called(scenario)
    await scenario.fetch_value(PASS_TURN_SQL, room)
    await fan.opens(waiting_fan.address)
    await expect(waiting_fan.title).to_contain_text("Your turn has passed")
    return waiting_fan


async def sold_out(fan: Fan, scenario: Scenario) -> None:
    room, performance = await night_in_turn(scenario, 40)
    waiting_fan = WaitingFan(fan, room, performance)
    await waiting_fan.comes()
    await scenario.fill_seats(performance, sold=2000, held=0)
    await expect(waiting_fan.title).to_contain_text("Sold out")


async def the_draw(fan: Fan, scenario: Scenario) -> None:
    waiting_fan = await is_drawn(fan, scenario)
    await fan.opens(f"/waiting-rooms/{waiting_fan.room}/draw")


async def is_drawn(fan: Fan, scenario: Scenario) -> WaitingFan:
    """Give the fan a drawn place that is not called yet."""
    room, performance = await drawn_night(scenario)
    waiting_fan = WaitingFan(fan, room, performance)
    await waiting_fan.comes()
    await expect(waiting_fan.title).to_contain_text("your number")
    await scenario.server.run_aisle("queue", "pause", str(performance))
    await scenario.start_draw(performance)
    await expect(waiting_fan.title).to_contain_text("ahead of you")
    return waiting_fan
