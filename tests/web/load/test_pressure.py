"""The decision to take a request: by the time that what is in progress needs, by delays, and by what the request is."""

import pytest

from app.web.load.pressure import (
    CONNECTION_WAIT_TARGET,
    DRAIN_SECONDS,
    INTERVAL,
    LOOP_DELAY_TARGET,
    MAX_IN_PROGRESS,
    MAX_VISIT_OVERHEAD,
    MAX_WAITING,
    OWN_SECONDS,
    PATIENCE,
    Pressure,
)
from tests.web.load.fill import fill, set_cost

ROUTE = "GET /"
KINDS = list(PATIENCE)


def accepted(pressure: Pressure) -> list[str]:
    """Return the kinds of which one more request is taken."""
    return [kind for kind in KINDS if pressure.accepts(kind, ROUTE)]


def stand(pressure: Pressure, delay: float = 0.0, wait: float = 0.0, seconds: float = INTERVAL + 0.1) -> None:
    """Let delays last so long, sampled twenty times a second."""
    for n in range(round(seconds * 20) + 1):
        pressure.observe(delay, wait, 100 + n / 20)


def test_an_idle_process_takes_everything() -> None:
    assert accepted(Pressure()) == KINDS


def test_a_burst_that_drains_in_time_is_taken_whole_and_what_comes_after_it_is_not() -> None:
    pressure, taken = Pressure(), 0
    set_cost(pressure.meter, ROUTE, 0.002)
    while pressure.accepts("newcomers", ROUTE):
        pressure.meter.begin("newcomers", ROUTE)
        taken += 1
    assert taken == pytest.approx(DRAIN_SECONDS / 0.002, abs=1)


@pytest.mark.parametrize(
    ("in_progress", "kinds"),
    [
        (0.45 * DRAIN_SECONDS, KINDS),
        (0.6 * DRAIN_SECONDS, ["newcomers", "joins", "inside", "orders", "staff"]),
        (1.1 * DRAIN_SECONDS, ["joins", "inside", "orders", "staff"]),
    ],
)
def test_downloads_are_refused_first_then_newcomers_and_shoppers_last(in_progress: float, kinds: list[str]) -> None:
    pressure = Pressure()
    fill(pressure, in_progress)
    assert accepted(pressure) == kinds


@pytest.mark.parametrize("kind", ["joins", "inside", "orders", "staff"])
def test_each_has_a_share_of_its_own_and_no_more_once_everything_is_full(kind: str) -> None:
    pressure = Pressure()
    fill(pressure, 3 * DRAIN_SECONDS)
    stand(pressure, delay=9.0, wait=9.0)
    assert pressure.accepts(kind, ROUTE)
    fill(pressure, OWN_SECONDS[kind], kind)
    assert not pressure.accepts(kind, ROUTE)


@pytest.mark.parametrize("signal", ["delay", "wait"])
def test_a_delay_that_stands_refuses_newcomers_and_at_twice_as_much_shoppers(signal: str) -> None:
    target = {"delay": LOOP_DELAY_TARGET, "wait": CONNECTION_WAIT_TARGET}[signal]
    pressure = Pressure()
    fill(pressure, OWN_SECONDS["inside"], "inside")
    stand(pressure, **{signal: 1.9 * target})
    assert (pressure.accepts("newcomers", ROUTE), pressure.accepts("inside", ROUTE)) == (False, True)
    stand(pressure, **{signal: 2.1 * target})
    assert not pressure.accepts("inside", ROUTE)
    stand(pressure, **{signal: 0.0})
    assert (pressure.accepts("newcomers", ROUTE), pressure.accepts("inside", ROUTE)) == (True, True)


def test_delays_that_are_long_for_a_moment_refuse_nothing() -> None:
    pressure = Pressure()
    stand(pressure, delay=1.5, wait=1.5, seconds=0.9 * INTERVAL)
    assert accepted(pressure) == KINDS


def test_what_the_loop_does_beside_the_requests_is_counted() -> None:
    pressure = Pressure()
    for _ in range(50):
        pressure.learn_overhead(ran=0.9, busy=0.9, metered=0.45)
    fill(pressure, 0.6 * DRAIN_SECONDS)
    assert pressure.overhead == pytest.approx(2, abs=0.01)
    assert not pressure.accepts("newcomers", ROUTE)


def test_work_for_those_outside_makes_no_visit_look_dear() -> None:
    pressure = Pressure()
    for _ in range(50):
        pressure.learn_overhead(ran=0.9, busy=0.9, metered=0.3)
    assert pressure.visit_seconds(0.010) == pytest.approx(0.010 * MAX_VISIT_OVERHEAD)


def test_a_process_that_waits_for_its_core_drains_slower_and_the_shares_of_shoppers_stay() -> None:
    pressure = Pressure()
    for _ in range(50):
        pressure.learn_overhead(ran=0.45, busy=0.9, metered=0.45)
    fill(pressure, 0.6 * DRAIN_SECONDS)
    fill(pressure, 0.9 * OWN_SECONDS["orders"], "orders")
    assert not pressure.accepts("newcomers", ROUTE)
    assert pressure.accepts("orders", ROUTE)


def test_the_timers_of_an_idle_process_are_not_taken_for_the_cost_of_requests() -> None:
    pressure = Pressure()
    for _ in range(60):
        pressure.learn_overhead(ran=0.02, busy=0.02, metered=0.005)
    assert pressure.overhead < 1.4


def test_requests_that_wait_for_others_have_a_bound_of_their_own() -> None:
    pressure = Pressure()
    waiting = [pressure.meter.begin("orders", ROUTE) for _ in range(MAX_WAITING)]
    for request in waiting:
        pressure.meter.begin_wait(request)
    assert pressure.read().drain == pytest.approx(0)
    assert accepted(pressure) == ["newcomers", "joins", "inside", "staff"]
    pressure.meter.finish(waiting[0])
    assert accepted(pressure) == KINDS


def test_the_memory_for_requests_in_progress_is_bounded() -> None:
    pressure = Pressure()
    set_cost(pressure.meter, ROUTE, 0.0)
    for kind, refused in (("newcomers", 2), ("joins", 3), ("orders", 6)):
        while pressure.accepts(kind, ROUTE):
            pressure.meter.begin(kind, ROUTE)
        assert pressure.meter.in_progress == MAX_IN_PROGRESS[kind]
        assert accepted(pressure) == KINDS[refused:]


def test_who_only_names_an_address_of_orders_is_not_taken_longer_than_newcomers() -> None:
    pressure = Pressure()
    fill(pressure, 1.1 * DRAIN_SECONDS)
    fill(pressure, OWN_SECONDS["orders"], "orders")
    assert accepted(pressure) == ["joins", "inside", "staff"]
