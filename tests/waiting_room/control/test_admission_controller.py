"""The controller in simulated sales: the room gets full and never too full, whatever fans and payments do."""

from statistics import mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.waiting_room.control.admission_controller import MIN_THROTTLE, ControllerState, decide
from app.waiting_room.control.capacity import MIN_CAPACITY, Capacity
from app.waiting_room.control.measurements import (
    BIN_COUNT,
    Cohort,
    ControllerInput,
    FanStats,
    PaymentStats,
    RoomLoad,
)
from app.waiting_room.control.visit_model import Stay, VisitSums
from app.web.load.site_load import SiteLoad
from tests.waiting_room.control.simulation import Simulation

pytestmark = pytest.mark.slow

FANS = [{}, {"no_shows": 0.0, "late": 0.0}, {"no_shows": 0.1, "late": 0.4}, {"shop_seconds": 60}, {"shop_seconds": 900}]


@pytest.mark.parametrize("fans", FANS, ids=str)
def test_the_house_fills_within_a_minute_and_stays_full_and_never_too_full(fans: dict[str, float]) -> None:
    simulation = Simulation(400, **fans).run(900)
    assert min(simulation.inside[60:120]) >= 0.9 * 400
    assert mean(simulation.inside[180:]) >= 0.95 * 400
    assert pstdev(simulation.inside[180:]) <= 0.02 * 400  # no oscillation
    assert max(simulation.inside) <= 1.05 * 400
    assert simulation.turned_away <= 4  # the hard limit had almost no effect


@pytest.mark.parametrize("target", [1, 5, 20, 2000])
def test_a_small_house_and_a_big_one_are_used(target: int) -> None:
    simulation = Simulation(target, no_shows=0.1).run(900)
    assert mean(simulation.inside[300:]) >= 0.9 * target
    assert max(simulation.inside) <= target * 105 // 100


@pytest.mark.parametrize("target", [100, 400, 5000])
def test_fans_who_come_when_they_are_called_fill_it_within_fifteen_seconds(target: int) -> None:
    simulation = Simulation(target, no_shows=0.1, late=0).run(300)
    assert simulation.inside[14] >= 0.9 * target
    assert max(simulation.inside) <= 1.05 * target
    assert simulation.turned_away <= 0.01 * target


def test_a_thousand_do_not_come_in_one_second() -> None:
    simulation = Simulation(1000, no_shows=0).run(60)
    assert max(simulation.called) <= 1000 // 6
    assert sum(simulation.called[:3]) <= 500


def test_a_few_come_in_at_once_however_small_the_house() -> None:
    assert Simulation(3, no_shows=0).run(2).called == [2, 1]
    assert sum(Simulation(16, no_shows=0).run(6).called) >= 12


def test_shoppers_who_are_quicker_than_it_fills_are_replaced_as_they_leave() -> None:
    simulation = Simulation(400, shop_seconds=5, no_shows=0, late=0).run(400)
    assert mean(simulation.inside[200:]) >= 0.75 * 400
    assert max(simulation.inside) <= 1.05 * 400


def test_a_target_raised_is_reached_within_a_minute() -> None:
    simulation = Simulation(200).run(300)
    simulation.target = 400
    simulation.run(300)
    assert min(simulation.inside[360:]) >= 0.9 * 400
    assert max(simulation.inside) <= 1.05 * 400


def test_a_target_halved_calls_nobody_until_enough_have_left() -> None:
    simulation = Simulation(400).run(300)
    simulation.target = 200
    simulation.run(600)
    full = next(n for n in range(300, 900) if simulation.inside[n] <= 200)
    assert sum(simulation.called[300 : full - 5]) == 0
    assert max(simulation.inside[full + 10 :]) <= 1.05 * 200
    assert mean(simulation.inside[full + 60 :]) >= 0.9 * 200


def test_payments_that_fail_make_it_slow_at_once_and_it_recovers_by_itself() -> None:
    simulation = Simulation(400).run(300)
    before = sum(simulation.called[240:300])
    simulation.payments = PaymentStats(paid=10, failed=20)
    simulation.run(60)
    assert (sum(simulation.called[300:360]) < before / 4, simulation.reasons[-1]) == (True, "payments")
    simulation.payments = PaymentStats(paid=30)
    simulation.run(300)
    assert mean(simulation.inside[-60:]) >= 0.95 * 400
    assert (max(simulation.inside) <= 1.05 * 400, simulation.reasons[-1]) == (True, "full")


def test_trouble_that_stays_leaves_a_trickle_and_no_more() -> None:
    simulation = Simulation(400)
    simulation.payments = PaymentStats(slow=50)
    simulation.run(1800)
    assert 0 < mean(simulation.inside[-300:]) <= 2 * MIN_THROTTLE * 400


@pytest.mark.parametrize(
    "holds",
    [FanStats(200, denied=150), FanStats(5, shed=20), FanStats(200, shed=23)],
    ids=str,
)
def test_fans_who_are_too_late_or_refused_are_trouble(holds: FanStats) -> None:
    simulation = Simulation(400).run(200)
    simulation.seats = holds
    assert simulation.run(30).reasons[-1] == "holds"
    assert simulation.state.throttle < 0.4


@pytest.mark.parametrize(
    "holds",
    [FanStats(10, denied=10), FanStats(200, denied=110), FanStats(0, shed=19), FanStats(200, shed=22)],
    ids=str,
)
def test_a_few_fans_say_nothing_and_a_busy_evening_is_no_trouble(holds: FanStats) -> None:
    simulation = Simulation(400)
    simulation.seats = holds
    assert simulation.run(60).state.throttle == 1.0


def test_one_who_refuses_cards_is_no_trouble() -> None:
    inputs = ControllerInput(400, waiting=10, payments=PaymentStats(paid=60, failed=15))
    assert decide(ControllerState(), inputs).state.reason == ""


def test_where_nobody_can_say_how_the_house_is_it_does_not_accelerate() -> None:
    simulation = Simulation(400)
    simulation.state = ControllerState(throttle=0.1)
    simulation.redis = False
    assert simulation.run(300).state.throttle == 0.5
    simulation.redis = True
    simulation.run(120)
    simulation.redis = False
    assert simulation.run(60).state.throttle == 1.0  # the throttle stays as it was


def test_a_worker_away_for_a_minute_is_not_made_up_for_in_one_second() -> None:
    simulation = Simulation(400, shop_seconds=120).run(300)
    simulation.run(60, worker=False).run(120)
    assert max(simulation.called[360:]) <= 400 // 3
    assert max(simulation.inside[360:]) <= 1.05 * 400
    assert min(simulation.inside[420:]) >= 0.9 * 400


def test_a_rate_is_kept_in_every_minute() -> None:
    simulation = Simulation(400)
    simulation.per_minute = 90
    simulation.run(600)
    assert max(sum(simulation.called[n : n + 60]) for n in range(540)) <= 90
    assert (sum(simulation.called) >= 0.95 * 900, simulation.reasons[-1]) == (True, "rate")


def test_a_pause_calls_nobody_and_what_comes_after_it_is_no_flood() -> None:
    simulation = Simulation(400).run(120)
    simulation.paused = True
    simulation.run(120)
    assert sum(simulation.called[120:]) == 0
    simulation.paused = False
    simulation.run(120)
    assert max(simulation.called[240:]) <= 400 // 3
    assert max(simulation.inside) <= 1.05 * 400


def test_all_who_slept_come_at_once_and_the_door_holds() -> None:
    simulation = Simulation(400, no_shows=0.0, late=0.5).run(240)
    simulation.arrivals = [(simulation.now + 1.0, call) for _, call in simulation.arrivals]
    simulation.run(240)
    assert max(simulation.inside) <= 1.05 * 400
    assert mean(simulation.inside[300:]) >= 0.9 * 400


def test_who_waits_alone_is_called_in_the_first_seconds() -> None:
    assert sum(Simulation(400, waiting=1).run(2).called) == 1


numbers = st.integers(0, 10**9)
parts = st.floats(0, 1e9)
cohorts = st.builds(Cohort, numbers, numbers, st.lists(numbers, min_size=BIN_COUNT, max_size=BIN_COUNT))
by_age = st.lists(parts, min_size=BIN_COUNT, max_size=BIN_COUNT)
sights = st.builds(
    ControllerInput,
    target=st.integers(1, 10**6),
    inside_by_age=st.lists(numbers, min_size=BIN_COUNT, max_size=BIN_COUNT),
    waiting=numbers,
    seconds=st.floats(-1e6, 1e6),
    left_by_age=st.lists(parts, min_size=BIN_COUNT, max_size=BIN_COUNT),
    per_minute=st.none() | st.integers(1, 10**6),
    paused=st.booleans(),
    called_last_minute=numbers,
    cohorts=st.lists(cohorts, min_size=BIN_COUNT, max_size=BIN_COUNT),
    fans=st.none() | st.builds(FanStats, numbers, numbers, numbers),
    site=st.none() | st.builds(SiteLoad, st.integers(1, 1000), parts, parts, st.dictionaries(numbers, parts)),
    room=numbers,
    other_rooms=st.lists(st.builds(RoomLoad, parts, parts), max_size=3),
    costs=st.dictionaries(st.integers(0, 10**10), by_age, max_size=4),
    payments=st.builds(PaymentStats, numbers, numbers, numbers),
)
minds = st.builds(
    ControllerState,
    throttle=st.floats(MIN_THROTTLE, 1),
    reason=st.sampled_from(["", "payments", "holds"]),
    seconds_since_cut=st.floats(0, 10),
    credit=st.floats(0, 1e6),
    calm_seconds=parts,
    capacity=st.builds(
        Capacity,
        st.floats(MIN_CAPACITY, 1),
        parts,
        st.floats(0, 5),
        st.builds(VisitSums, by_age, by_age, by_age, numbers, st.lists(st.builds(Stay, numbers, by_age, by_age))),
        parts,
        st.integers(0, 1000),
        st.builds(RoomLoad, parts, parts),
    ),
)


@given(minds, sights)
def test_whatever_is_seen_the_call_is_bounded_and_the_mind_sound(
    state: ControllerState, inputs: ControllerInput
) -> None:
    decision = decide(state, inputs)
    assert 0 <= decision.call_count <= min(inputs.waiting, inputs.target)
    assert decision.call_count == 0 or not inputs.paused
    assert inputs.per_minute is None or decision.call_count <= max(0, inputs.per_minute - inputs.called_last_minute)
    assert decision.reason in ("", "payments", "holds", "full", "rate")
    assert MIN_THROTTLE <= decision.state.throttle <= 1
    assert MIN_CAPACITY <= decision.state.capacity.usable <= 1
    assert 0 <= decision.state.credit <= 2 * inputs.target


@given(minds, sights)
def test_nobody_is_called_into_a_house_that_is_full(state: ControllerState, inputs: ControllerInput) -> None:
    over = ControllerInput(
        target=inputs.target,
        inside_by_age=[inputs.target * 2, *[0] * (BIN_COUNT - 1)],
        waiting=inputs.waiting,
        cohorts=inputs.cohorts,
    )
    assert decide(state, over).call_count == 0
