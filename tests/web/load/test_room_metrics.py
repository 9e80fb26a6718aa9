"""The metrics of a room: what web processes count of fans inside, and what a worker reads."""

import time
from collections.abc import AsyncIterator

import pytest

from app.seating.errors import SeatsTaken
from app.seating.holds.hold import hold_seats
from app.web.load import room_metrics
from app.web.load.room_metrics import (
    MAX_FAN_SECONDS,
    SETTLED_SECONDS,
    RoomMetrics,
    count_hold,
    read_room_metrics,
    room_counters,
)
from app.web.load.visits import Visit, begin_without_visit, mark_visit
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.redis
ROOM = 900_001


@pytest.fixture(autouse=True)
async def own_room(database: str) -> AsyncIterator[None]:
    """Begin each test without counts, in a room of its own."""
    global ROOM
    ROOM += 1
    await room_counters.flush()
    begin_without_visit()
    yield
    begin_without_visit()


async def read() -> RoomMetrics:
    """Flush and read."""
    await room_counters.flush()
    found = await read_room_metrics(ROOM)
    assert found is not None
    return found


async def test_fans_inside_who_ask_for_seats_are_counted_with_what_became_of_them(world: World) -> None:
    mark_visit(ROOM, 1, 30)
    await hold_seats(world.preview, world.ana, [17], world.plan)
    with pytest.raises(SeatsTaken):
        await hold_seats(world.preview, world.ben, [17], world.plan)
    found = await read()
    assert (found.asking, found.denied, found.shed) == (2, 1, 0)


async def test_a_fan_counts_once_however_often_they_ask() -> None:
    mark_visit(ROOM, 1, 30)
    for _ in range(60):
        count_hold("ana", "contested")
    count_hold("ben", "held")
    found = await read()
    assert (found.asking, found.denied) == (2, 1)


async def test_who_has_shown_no_valid_pass_does_not_count(world: World) -> None:
    await hold_seats(world.preview, world.ana, [18], world.plan)
    assert await read() == RoomMetrics(costs=dict.fromkeys((await read()).costs, [0.0] * room_metrics.AGE_COUNT))


async def test_costs_are_kept_by_the_age_of_the_visit_and_read_when_the_second_is_over() -> None:
    began = int(time.time())
    room_counters.add_cost(Visit(ROOM, 1, 1.0), 0.004)
    room_counters.add_cost(Visit(ROOM, 2, 1.9), 0.002)
    room_counters.add_cost(Visit(ROOM, 3, 3600.0), 0.010)
    costs = (await read()).costs
    assert began not in costs

    async def settled() -> bool:
        found = await read()
        return any(sum(by_age) for by_age in found.costs.values()) and max(found.costs) >= began + SETTLED_SECONDS - 1

    await eventually(settled)
    by_age = next(by_age for by_age in (await read()).costs.values() if sum(by_age))
    assert by_age == [0.006, *[0.0] * (room_metrics.AGE_COUNT - 2), 0.010]


async def test_one_fan_adds_no_more_than_a_bound_until_the_next_flush() -> None:
    for seconds in (0.06, 0.06, 1.0):
        room_counters.add_cost(Visit(ROOM, 1, 5.0), seconds)
        room_counters.add_cost(Visit(ROOM + 1, 2, 5.0), 0.01)
    assert sum(room_counters._costs.values()) == pytest.approx(MAX_FAN_SECONDS + 0.03)
    await room_counters.flush()
    room_counters.add_cost(Visit(ROOM, 1, 5.0), 0.06)
    assert sum(room_counters._costs.values()) == pytest.approx(0.06)


async def test_the_load_of_each_room_is_what_its_fans_used_since_the_last_flush(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    await room_counters.flush()
    room_counters.add_cost(Visit(ROOM, 1, 1.0), 0.06)
    room_counters.add_cost(Visit(ROOM, 2, 60.0), 0.04)
    room_counters.add_cost(Visit(ROOM + 1, 3, 1.0), 0.01)
    monkeypatch.setattr(time, "monotonic", lambda: 102.0)
    assert room_counters.visit_loads() == {ROOM: pytest.approx(0.05), ROOM + 1: pytest.approx(0.005)}
    monkeypatch.undo()
    await room_counters.flush()
    assert room_counters.visit_loads() == {}


async def test_where_redis_is_away_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(room_metrics, "redis", away)
    room_counters.add_fan(ROOM, "shed", "ana")
    await room_counters.flush()
    assert await read_room_metrics(ROOM) is None
