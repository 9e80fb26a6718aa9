"""What visits cost is learned from the last minutes, and is not falsified by a time in which no one looked."""

import msgspec
import pytest

from app.waiting_room.control.admission_controller import ControllerState
from app.waiting_room.control.capacity import Capacity
from app.waiting_room.control.measurements import BIN_COUNT, RoomLoad
from app.waiting_room.control.visit_model import Stay, VisitModel, VisitSums, add_observation
from db import pool
from db.transaction import transaction
from tests.waiting_room.scenarios import create_room
from tests.world import World, a_performance
from workers.admit_fans import AdmissionWorker

COST = 0.005


def observe(sums: VisitSums, seconds: range, inside: int = 40) -> VisitSums:
    """Observe fans inside who cost COST each second; costs are known two seconds later, for the last eight seconds."""
    for now in seconds:
        stayed = [float(inside), *[0.0] * (BIN_COUNT - 1)]
        costs = {
            second: [inside * COST if second in seconds else 0.0, *[0.0] * (BIN_COUNT - 1)]
            for second in range(now - 9, now - 1)
        }
        sums = add_observation(sums, Stay(now, stayed, [0.0] * BIN_COUNT), costs)
    return sums


def test_the_cost_of_a_visit_is_learned() -> None:
    model = VisitModel(observe(VisitSums(), range(1000, 1030)))
    assert (model.known, model.cost[0]) == (True, pytest.approx(COST, rel=0.1))


@pytest.mark.parametrize("gap", [15, 60, 300, 1200, 90_000])
def test_a_time_in_which_no_one_looked_changes_nothing(gap: int) -> None:
    before = observe(VisitSums(), range(1000, 1060))
    model = VisitModel(observe(before, range(1060 + gap, 1063 + gap)))
    assert (model.known, model.cost[0]) == (True, pytest.approx(COST, rel=0.15))


def test_costs_from_before_the_first_look_are_not_taken_for_those_of_the_first_fans_seen() -> None:
    sums = VisitSums()
    for now in range(1000, 1004):
        costs = {second: [40 * COST, *[0.0] * (BIN_COUNT - 1)] for second in range(now - 9, now - 1)}
        sums = add_observation(sums, Stay(now, [40.0, *[0.0] * (BIN_COUNT - 1)], [0.0] * BIN_COUNT), costs)
    assert VisitModel(sums).cost[0] == pytest.approx(COST, rel=0.01)


def test_a_clock_that_was_an_hour_ahead_stops_no_learning() -> None:
    ahead = observe(observe(VisitSums(), range(1000, 1030)), range(4600, 4610))
    dear = observe(ahead, range(1040, 1200), inside=80)
    assert dear.second == 1197
    assert sum(dear.stayed) == pytest.approx(80 * 86, rel=0.15)  # the mean life of an observation is 86 s


def test_where_no_fan_is_inside_nothing_is_forgotten() -> None:
    learned = observe(VisitSums(), range(1000, 1060))
    idle = observe(learned, range(1060, 4000), inside=0)
    assert VisitModel(idle).known
    assert sum(idle.stayed) == pytest.approx(sum(learned.stayed), rel=0.1)


def test_where_nothing_was_observed_nothing_is_known() -> None:
    assert not VisitModel(VisitSums()).known
    assert not VisitModel(observe(VisitSums(), range(1000, 1010), inside=0)).known


async def third_performance(world: World) -> int:
    """Publish one more performance; return its id."""
    async with transaction() as connection:
        return await a_performance(connection, world.olga, world.plan, "matinee", "Matinee at the Rex")


async def test_a_room_begins_with_what_the_last_one_learned_of_the_servers(world: World) -> None:
    learned = Capacity(0.7, 0.4, 5.0, observe(VisitSums(), range(1000, 1030)), processes=3)
    state = msgspec.json.encode(ControllerState(throttle=0.5, capacity=learned)).decode()
    await create_room(world.opening)
    await pool.execute("UPDATE waiting_room SET mind = $1::jsonb, mode = 'off'", state)
    idle = msgspec.json.encode(ControllerState(capacity=Capacity(visits=VisitSums(second=2000)))).decode()
    await create_room(await third_performance(world))
    await pool.execute("UPDATE waiting_room SET mind = $1::jsonb, ticked_at = now() WHERE mind = '{}'", idle)
    await create_room(world.preview)
    [tick] = [tick for tick in await AdmissionWorker().claim(8) if tick.room.performances == [world.preview]]
    assert tick.state.throttle == 1.0
    assert (tick.state.capacity.usable, tick.state.capacity.background) == (0.7, 0.0)
    assert VisitModel(tick.state.capacity.visits).cost[0] == pytest.approx(COST, rel=0.1)
    assert (list(tick.state.capacity.visits.pending), tick.state.capacity.visits.second) == ([], 0)
    assert tick.state.capacity.processes == 3


async def test_a_tick_knows_what_the_other_rooms_expect_of_their_fans(world: World) -> None:
    open_room, off = await create_room(world.opening), await create_room(await third_performance(world), mode="off")
    for room, share in ((open_room, [0.3, 0.5]), (off, [0.7, 0.7])):
        mind = msgspec.json.encode({"capacity": {"share": share}}).decode()
        await pool.execute("UPDATE waiting_room SET mind = $2::jsonb, ticked_at = now() WHERE id = $1", room, mind)
    await create_room(world.preview)
    [tick] = [tick for tick in await AdmissionWorker().claim(8) if tick.room.performances == [world.preview]]
    assert tick.other_rooms == [RoomLoad(0.3, 0.5)]
