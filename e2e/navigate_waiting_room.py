"""Ways into the states of a waiting room."""

from datetime import timedelta

from playwright.async_api import Route, expect

from e2e.fan import Fan
from e2e.scenarios import OPENING, Stage
from e2e.waiting_fan import InLine

HALF_AN_HOUR = timedelta(minutes=29)
LATER = timedelta(minutes=80)
SEAL = "ab" * 32
PASSED = "UPDATE queue_log SET at = at - interval '11 minutes' WHERE room = $1 AND what = 'called' RETURNING n"


async def drawn_night(stage: Stage, opens: timedelta = HALF_AN_HOUR, *words: str) -> tuple[int, int]:
    """A night whose order is drawn at its on-sale; its room opens half an hour before. The room, the performance."""
    show = await stage.show("A night that is drawn", like=OPENING, opens=opens)
    return await stage.room(show, "--draw", *(words or ["--alone"])), show


async def night_in_turn(stage: Stage, ahead: int = 0) -> tuple[int, int]:
    """A night on sale, first come, where nobody is called just now; so many are ahead."""
    show = await stage.show("A night in turn", like=OPENING)
    room = await stage.room(show)
    stage.house.must("queue", "pause", str(show))
    await stage.ask("UPDATE waiting_room SET last_number = $2 WHERE id = $1 RETURNING id", room, ahead)
    return room, show


async def calls_all(stage: Stage, show: int) -> None:
    """Whoever waits is called now."""
    await stage.is_at_ease(show)
    stage.house.must("queue", "resume", str(show))


async def before(fan: Fan, stage: Stage) -> None:
    await InLine(fan, *await drawn_night(stage, LATER)).comes()


async def sale_panel(fan: Fan, stage: Stage) -> None:
    _, show = await drawn_night(stage, LATER)
    await fan.opens(f"/performances/{show}/list")
    await expect(fan.basket).to_contain_text("The waiting room opens in")


async def gathering(fan: Fan, stage: Stage) -> None:
    line = InLine(fan, *await drawn_night(stage))
    await line.comes()
    await expect(line.title).to_contain_text("is your number")


async def drawing(fan: Fan, stage: Stage) -> None:
    room, show = await drawn_night(stage, HALF_AN_HOUR, "--witness", f"Maria Santos:{SEAL}")
    line = InLine(fan, room, show)
    await line.comes()
    await stage.is_drawn_now(show)
    await expect(line.title).to_contain_text("takes part", timeout=20_000)


async def ahead(fan: Fan, stage: Stage) -> None:
    line = InLine(fan, *await night_in_turn(stage, 4_210))
    await line.comes()
    await expect(line.title).to_contain_text("people ahead of you")


async def your_turn(fan: Fan, stage: Stage) -> None:
    room, show = await night_in_turn(stage)
    line = InLine(fan, room, show)
    await line.comes()
    await fan.page.route("**/admissions*", _asks_again)
    await calls_all(stage, show)
    await expect(line.title).to_contain_text("It is your turn", timeout=20_000)


async def _asks_again(route: Route) -> None:
    await route.fulfill(status=202, json={"outcome": "wait", "seconds": 60})


async def passed(fan: Fan, stage: Stage) -> None:
    await passes_by(fan, stage)


async def passes_by(fan: Fan, stage: Stage) -> InLine:
    """Called while away, until the time to come in was over."""
    room, show = await night_in_turn(stage)
    line = InLine(fan, room, show)
    await line.comes()
    await fan.opens("/")
    await calls_all(stage, show)
    await line.is_called(stage)
    await stage.ask(PASSED, room)
    await fan.opens(line.address)
    await expect(line.title).to_contain_text("Your turn has passed", timeout=20_000)
    return line


async def sold_out(fan: Fan, stage: Stage) -> None:
    room, show = await night_in_turn(stage, 40)
    line = InLine(fan, room, show)
    await line.comes()
    await stage.crowd(show, sold=2000, held=0)
    await expect(line.title).to_contain_text("Sold out", timeout=20_000)


async def the_draw(fan: Fan, stage: Stage) -> None:
    line = await is_drawn(fan, stage)
    await fan.opens(f"/waiting-rooms/{line.room}/draw")


async def is_drawn(fan: Fan, stage: Stage) -> InLine:
    """Has a place that was drawn, and is not called yet."""
    room, show = await drawn_night(stage)
    line = InLine(fan, room, show)
    await line.comes()
    await expect(line.title).to_contain_text("is your number")
    stage.house.must("queue", "pause", str(show))
    await stage.is_drawn_now(show)
    await expect(line.title).to_contain_text("ahead of you", timeout=20_000)
    return line
