"""The pulse of the house: what web processes note of clicks on seats, and what a worker reads of it."""

import time

import pytest

from app.seating.errors import SeatsTaken
from app.seating.holds.hold import hold_seats
from app.web import click_metrics
from app.web.click_metrics import Pulse, note_hold, note_refused, notes, pulse_of, read_pulse
from tests.world import World


async def test_clicks_are_told_with_their_time_and_what_became_of_them(world: World) -> None:
    await notes.tell()  # what earlier tests left
    before = await read_pulse()
    assert before is not None
    await hold_seats(world.preview, world.ana, [17], world.plan)
    with pytest.raises(SeatsTaken):
        await hold_seats(world.preview, world.ben, [17], world.plan)
    note_refused()
    await notes.tell()
    after = await read_pulse()
    assert after is not None
    assert (after.clicks - before.clicks, after.denied - before.denied, after.shed - before.shed) == (2, 1, 1)
    assert after.p95_ms > 0


async def test_what_was_noted_is_told_by_itself_and_once(database: str) -> None:
    note_hold(time.perf_counter() - 0.3, "held")
    assert notes._teller is not None
    await notes._teller
    await notes.tell()
    found = await read_pulse()
    assert found is not None
    assert found.clicks >= 1


@pytest.mark.parametrize(
    ("total", "pulse"),
    [
        ({}, Pulse()),
        ({"ms:50": 95, "ms:1600": 5}, Pulse(100, 1600)),
        ({"ms:50": 96, "ms:1600": 4}, Pulse(100, 50)),
        ({"ms:10": 4, "held": 1, "taken": 1, "contested": 1, "refused": 1}, Pulse(4, 10, denied=2)),
    ],
)
def test_the_slowest_twentieth_and_those_who_lost_are_counted(total: dict[str, int], pulse: Pulse) -> None:
    assert pulse_of(total) == pulse


async def test_where_redis_is_away_nobody_can_say(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(click_metrics, "redis", away)
    notes.add("held")
    await notes.tell()
    assert await read_pulse() is None
