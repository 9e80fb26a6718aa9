"""The controller and the servers in simulated sales: they are used to nine tenths, and rooms share them fairly."""

from statistics import mean

import msgspec
import pytest

from app.waiting_room.control.admission_controller import decide
from app.waiting_room.control.capacity import Capacity, fair_share, update_capacity
from app.waiting_room.control.measurements import BIN_COUNT, ControllerInput
from app.web.load.site_load import SiteLoad
from tests.waiting_room.control.simulation import Servers, Simulation, run_second

pytestmark = pytest.mark.slow


def flat(cost: float) -> list[float]:
    """Return the cost of a visit that is the same at each age, in seconds of an event loop per second."""
    return [cost] * BIN_COUNT


@pytest.mark.parametrize("shop_seconds", [30, 240])
def test_servers_that_cannot_bear_the_target_are_used_to_nine_tenths(shop_seconds: float) -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=shop_seconds)
    simulation.servers = Servers(cost=flat(0.003), others=0.1)
    simulation.run(300)
    assert mean(simulation.uses[100:]) == pytest.approx(0.9, abs=0.04)
    assert max(simulation.uses[20:]) < 1.0  # it is predicted, so they are never late
    assert simulation.reasons[-1] == "holds"


def test_what_others_ask_for_is_left_to_them() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=60)
    simulation.servers = Servers(cost=flat(0.002))
    before = mean(simulation.run(200).inside[100:])
    simulation.servers.others = 0.4
    simulation.run(300)
    assert mean(simulation.inside[400:]) == pytest.approx(before * 0.5 / 0.8, rel=0.15)


def test_a_crowd_of_newcomers_leaves_fans_inside_half_of_what_is_used() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=60)
    simulation.servers = Servers(cost=flat(0.002), others=0.85)
    simulation.run(200)
    assert mean(simulation.inside[100:]) == pytest.approx(0.45 / 0.002, rel=0.15)


def test_an_overload_that_others_cause_is_not_held_against_the_servers() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=60)
    simulation.servers = Servers(cost=flat(0.003))
    simulation.run(100).servers.others = 0.9
    simulation.run(100)
    assert simulation.state.capacity.usable == 1.0


def test_more_servers_bear_more() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0)
    simulation.servers = Servers(processes=2, cost=flat(0.003))
    assert mean(simulation.run(200).inside[100:]) >= 0.97 * 400


def test_servers_that_are_late_although_they_should_not_be_bear_less_than_assumed() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=60).run(100)
    simulation.servers = Servers(cost=flat(0.001))
    late = SiteLoad(1, 0.5, 0.5)
    for _ in range(60):
        simulation.run(1)
        inputs = simulation.controller_input()
        simulation.state = decide(simulation.state, msgspec.structs.replace(inputs, site=late)).state
    assert 0.45 <= simulation.state.capacity.usable <= 0.6
    simulation.run(200)
    assert simulation.state.capacity.usable == pytest.approx(1.0)  # and it recovers


def test_while_redis_is_away_what_is_known_of_the_servers_holds() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0)
    simulation.servers = Servers(cost=flat(0.003), others=0.1)
    simulation.run(200).redis = False
    simulation.run(120)
    assert max(simulation.uses[200:]) < 1.0
    assert mean(simulation.inside[200:]) == pytest.approx(0.8 / 0.003, rel=0.05)


def test_a_room_whose_state_is_lost_calls_no_crowd_and_does_not_stand_still() -> None:
    simulation = Simulation(400, no_shows=0.1, late=0, shop_seconds=120)
    simulation.servers = Servers(cost=flat(0.002), others=0.1)
    simulation.run(200)
    simulation.state = msgspec.structs.replace(simulation.state, capacity=Capacity())
    simulation.run(60)
    assert max(simulation.uses[200:]) < 1.0
    assert min(simulation.inside[200:]) >= 0.9 * simulation.inside[199]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_rooms_that_open_together_share_the_servers_fairly(count: int) -> None:
    rooms = [Simulation(400, seed=n + 1, no_shows=0.1, late=0) for n in range(count)]
    servers, backlogs = Servers(cost=flat(0.003)), []
    rooms[0].servers = servers
    for _ in range(200):
        run_second(rooms)
        backlogs.append(servers.backlog)
    assert max(backlogs) < 1
    assert backlogs[-1] == 0
    assert servers.demand == pytest.approx(0.9, abs=0.04)
    for room in rooms:
        assert room.inside[-1] == pytest.approx(300 / count, rel=0.1)


def test_a_room_that_opens_later_gets_its_share_as_fans_of_the_first_leave() -> None:
    first, second = rooms = [Simulation(400, seed=n + 1, no_shows=0.1, late=0, shop_seconds=60) for n in range(2)]
    first.servers, second.waiting = Servers(cost=flat(0.003)), 0
    for now in range(300):
        if now == 100:
            second.waiting = 100_000
        run_second(rooms)
        assert first.servers.backlog == 0
    assert first.inside[99] == pytest.approx(300, rel=0.05)
    assert [room.inside[-1] for room in rooms] == [pytest.approx(150, rel=0.1)] * 2


def test_what_a_small_room_does_not_want_is_left_to_the_big_one() -> None:
    big, small = rooms = [Simulation(400, no_shows=0.1, late=0), Simulation(60, seed=2, no_shows=0.1, late=0)]
    big.servers = Servers(cost=flat(0.003))
    for _ in range(200):
        run_second(rooms)
    assert small.inside[-1] >= 0.9 * 60
    assert big.inside[-1] == pytest.approx(240, rel=0.05)


@pytest.mark.parametrize(
    ("wanted", "share"), [([], 0.9), ([0.2], 0.7), ([0.6], 0.45), ([0.1, 0.8], 0.4), ([2.0, 0.0, 2.0], 0.3)], ids=str
)
def test_a_fair_share_is_equal_but_for_what_others_do_not_want(wanted: list[float], share: float) -> None:
    assert fair_share(0.9, wanted) == pytest.approx(share)


def test_a_second_without_the_costs_of_a_process_is_not_taken_for_the_load_of_others() -> None:
    capacity = Capacity()
    for second in range(60):
        costs = {second - n: flat(0.0) if (second - n) % 2 else flat(0.1) for n in range(2, 11)}
        inputs = ControllerInput(400, 7, second, site=SiteLoad(1, 0.5, 0.0, {7: 0.4, 8: 0.05}), costs=costs)
        capacity = update_capacity(capacity, inputs, 1.0)
    assert (capacity.background, capacity.other_visits) == (pytest.approx(0.05, rel=0.01),) * 2
