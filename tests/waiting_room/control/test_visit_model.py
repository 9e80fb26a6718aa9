"""What visits cost is learned from the last minutes, and is not falsified by a time in which no one looked."""

import msgspec
import pytest

from app.waiting_room.control.admission_controller import ControllerState
from app.waiting_room.control.capacity import Capacity
from app.waiting_room.control.measurements import BIN_COUNT
from app.waiting_room.control.visit_model import Stay, VisitModel, VisitSums, add_observation
from db import pool
from tests.waiting_room.scenarios import create_room
from tests.world import World
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


def test_where_nothing_was_observed_nothing_is_known() -> None:
    assert not VisitModel(VisitSums()).known
    assert not VisitModel(observe(VisitSums(), range(1000, 1010), inside=0)).known


async def test_a_room_begins_with_what_the_last_one_learned_of_the_servers(world: World) -> None:
    learned = Capacity(0.7, 0.4, 5.0, observe(VisitSums(), range(1000, 1030)))
    state = msgspec.json.encode(ControllerState(throttle=0.5, capacity=learned)).decode()
    await create_room(world.opening)
    await pool.execute("UPDATE waiting_room SET mind = $1::jsonb, ticked_at = now()", state)
    await create_room(world.preview)
    [tick] = [tick for tick in await AdmissionWorker().claim(8) if tick.room.performances == [world.preview]]
    assert tick.state.throttle == 1.0
    assert (tick.state.capacity.usable, tick.state.capacity.background) == (0.7, 0.0)
    assert VisitModel(tick.state.capacity.visits).cost[0] == pytest.approx(COST, rel=0.1)
    assert list(tick.state.capacity.visits.pending) == []
