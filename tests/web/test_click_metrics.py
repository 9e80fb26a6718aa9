"""The metrics of hold requests: what web processes count, and what a worker reads."""

import time

import pytest

from app.seating.errors import SeatsTaken
from app.seating.holds.hold import hold_seats
from app.web import click_metrics
from app.web.click_metrics import (
    ClickMetrics,
    count_hold,
    count_shed_request,
    metrics_buffer,
    read_click_metrics,
    summarize_counts,
)
from tests.world import World

pytestmark = pytest.mark.redis


async def test_clicks_are_told_with_their_time_and_what_became_of_them(world: World) -> None:
    await metrics_buffer.flush()  # counts of earlier tests
    before = await read_click_metrics()
    assert before is not None
    await hold_seats(world.preview, world.ana, [17], world.plan)
    with pytest.raises(SeatsTaken):
        await hold_seats(world.preview, world.ben, [17], world.plan)
    count_shed_request()
    await metrics_buffer.flush()
    after = await read_click_metrics()
    assert after is not None
    assert (after.clicks - before.clicks, after.denied - before.denied, after.shed - before.shed) == (2, 1, 1)
    assert after.p95_ms > 0


async def test_what_was_noted_is_told_by_itself_and_once(database: str) -> None:
    count_hold(time.perf_counter() - 0.3, "held")
    assert metrics_buffer._flush_task is not None
    await metrics_buffer._flush_task
    await metrics_buffer.flush()
    found = await read_click_metrics()
    assert found is not None
    assert found.clicks >= 1


@pytest.mark.parametrize(
    ("total", "pulse"),
    [
        ({}, ClickMetrics()),
        ({"ms:50": 95, "ms:1600": 5}, ClickMetrics(100, 1600)),
        ({"ms:50": 96, "ms:1600": 4}, ClickMetrics(100, 50)),
        ({"ms:10": 4, "held": 1, "taken": 1, "contested": 1, "refused": 1}, ClickMetrics(4, 10, denied=2)),
    ],
)
def test_the_slowest_twentieth_and_those_who_lost_are_counted(total: dict[str, int], pulse: ClickMetrics) -> None:
    assert summarize_counts(total) == pulse


async def test_where_redis_is_away_nobody_can_say(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(click_metrics, "redis", away)
    metrics_buffer.add("held")
    await metrics_buffer.flush()
    assert await read_click_metrics() is None
