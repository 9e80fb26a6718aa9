"""What requests occupy the event loop with, and what those in progress will still need."""

import asyncio
import itertools
import time

import pytest

from app.web.load.request_meter import Metered, MeteredRequest, RequestMeter, waiting_for_others
from app.web.load.route_costs import FIRST_GUESS
from tests.web.load.fill import set_cost


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each look at the clock take a second."""
    ticks = itertools.count()
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(ticks)))


def begin(meter: RequestMeter, expected: float, kind: str = "newcomers") -> MeteredRequest:
    """Begin a request that is expected to cost so many seconds."""
    set_cost(meter, "route", expected)
    return meter.begin(kind, "route")


def test_what_is_in_progress_needs_what_it_is_expected_to_cost_less_what_it_has_used() -> None:
    meter = RequestMeter()
    request = begin(meter, 0.5)
    assert (meter.remaining(), meter.in_progress) == (0.5, 1)
    meter.use(request, 0.2)
    assert meter.remaining() == pytest.approx(0.3)
    meter.use(request, 5.0)  # more than expected: it needs nothing more, and not less than nothing
    assert meter.remaining() == pytest.approx(0)
    meter.finish(request)
    meter.finish(request)
    assert (meter.remaining(), meter.in_progress) == (pytest.approx(0), 0)


def test_each_kind_has_its_own_sum() -> None:
    meter = RequestMeter()
    begin(meter, 0.5, "joins")
    begin(meter, 0.5, "orders")
    assert (meter.remaining("joins"), meter.remaining("inside"), meter.remaining()) == (0.5, 0, 1.0)


def test_who_waits_for_others_is_no_load_until_the_wait_ends() -> None:
    meter = RequestMeter()
    request = begin(meter, 0.5)
    meter.begin_wait(request)
    meter.begin_wait(request)
    assert (meter.remaining(), meter.in_progress, meter.waiting) == (0, 1, 1)
    meter.use(request, 0.1)
    meter.end_wait(request)
    assert meter.remaining() == 0
    meter.end_wait(request)
    assert meter.remaining() == pytest.approx(0.4)
    meter.begin_wait(request)
    meter.finish(request)
    meter.end_wait(request)
    assert (meter.remaining(), meter.waiting) == (pytest.approx(0), 0)


def test_addresses_that_do_not_exist_teach_nothing() -> None:
    meter = RequestMeter()
    for status, cost in ((404, 0.001), (405, 0.001), (200, 0.010)):
        request = meter.begin("newcomers", "made up")
        meter.use(request, cost)
        request.status = status
        meter.learn(request)
    assert meter.costs.expected("made up") > FIRST_GUESS


async def test_the_steps_of_a_coroutine_are_measured_and_its_waits_are_not(clock: None) -> None:
    meter, moment = RequestMeter(), asyncio.Event()
    request = begin(meter, 0.5)

    async def work() -> None:
        await moment.wait()
        await asyncio.sleep(0)

    task = asyncio.ensure_future(_run(request, work()))
    await asyncio.sleep(0)
    assert request.spent == 1
    moment.set()
    await task
    assert (request.spent, meter.metered_seconds) == (3, 3)  # three steps, of a second each


async def test_an_error_and_a_cancellation_reach_the_coroutine_and_the_caller() -> None:
    request, seen = begin(RequestMeter(), 0.5), []

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError("away")

    task = asyncio.ensure_future(_run(request, waits()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]
    with pytest.raises(ValueError, match="away"):
        await _run(request, fails())


async def test_a_wait_is_marked_for_the_request_it_is_in_and_does_nothing_outside_of_one() -> None:
    meter, moment = RequestMeter(), asyncio.Event()
    request, other = begin(meter, 0.5), begin(meter, 0.5)

    async def asks_the_bank() -> None:
        with waiting_for_others():
            await moment.wait()

    async def works() -> None:
        await moment.wait()

    tasks = [asyncio.ensure_future(_run(one, do())) for one, do in ((request, asks_the_bank), (other, works))]
    await asyncio.sleep(0)
    assert (request.waits, other.waits) == (1, 0)
    moment.set()
    await asyncio.gather(*tasks)
    assert request.waits == 0
    with waiting_for_others():
        assert request.waits == 0


async def _run(request: MeteredRequest, coroutine: object) -> None:
    await Metered(request, coroutine)  # type: ignore[arg-type]


def test_the_time_in_which_others_have_the_core_is_no_cost_of_the_request() -> None:
    meter = RequestMeter()
    meter.stretch = 2.0
    request = begin(meter, 0.5)
    meter.use(request, 0.4)
    assert (request.spent, meter.metered_seconds) == (pytest.approx(0.2), pytest.approx(0.2))
    assert meter.remaining() == pytest.approx(0.3)
