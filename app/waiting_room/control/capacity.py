"""The capacity of the servers for one room: how many more fans they can take before their event loops are too busy.

Feed-forward: the load that fans inside and fans on their way will cause is predicted (visit_model.py) and kept at
USE_TARGET of what the servers bear. Feedback: when requests are delayed, by the measurements of load shedding, although
the servers are not used more than that, they bear less than was assumed."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel
from app.waiting_room.control.measurements import ControllerInput, RoomLoad
from app.waiting_room.control.visit_model import Stay, VisitModel, VisitSums, add_observation

USE_TARGET = 0.9
"""Share of the capacity that is used."""
MAX_DELAY = 0.25
"""Seconds by which requests may be delayed on average: an eighth of what load shedding allows newcomers."""
DECREASE_FACTOR, DECREASE_SECONDS, INCREASE_PER_SECOND, MIN_CAPACITY = 0.9, 5.0, 0.005, 0.3
"""When requests are delayed although the servers are not busy, the capacity falls by the factor, once in
DECREASE_SECONDS; otherwise it rises each second."""
MAX_BACKGROUND_SHARE = 0.5
"""Share of the used capacity that requests of those outside, such as a crowd that joins, can take from fans inside:
load shedding refuses newcomers first. It does not refuse fans inside other rooms first, so their visits count in
full."""
BACKGROUND_WEIGHT = 0.2
"""Weight of the latest second in the means of the load that other requests cause."""


class Capacity(msgspec.Struct, frozen=True):
    """What is known of the servers. `usable`: share of each event loop that can be used before requests wait;
    `background`: load of all requests but those of fans inside, and `other_visits`: of fans inside other rooms, in
    event loops; `since_decrease`: seconds; `visits`: what visits cost; `processes`: the last known number of event
    loops, 0 before any is known; `share`: what the other rooms have to know of this one."""

    usable: float = 1.0
    background: float = 0.0
    since_decrease: float = DECREASE_SECONDS
    visits: VisitSums = VisitSums()
    other_visits: float = 0.0
    processes: int = 0
    share: RoomLoad = RoomLoad()


class Forecast(NamedTuple):
    """What is predicted for one moment, in event loops. `load`: of fans inside and fans on their way; `each`: what each
    place called now adds to it."""

    load: float
    each: float


def is_delayed(inputs: ControllerInput) -> bool:
    """Return whether requests are delayed for too long."""
    return inputs.site is not None and inputs.site.delay > MAX_DELAY


def update_capacity(capacity: Capacity, inputs: ControllerInput, seconds: float) -> Capacity:
    """Learn from the past tick. Without measurements of the servers nothing is learned about them."""
    stayed = [seconds * count for count in inputs.inside_by_age]
    stay = Stay(inputs.second, stayed, [seconds * rate for rate in inputs.left_by_age])
    visits = add_observation(capacity.visits, stay, inputs.costs)
    if inputs.site is None:
        return msgspec.structs.replace(capacity, visits=visits)
    all_visits = sum(inputs.site.visits.values())
    background = _update_mean(capacity.background, inputs.site.use - all_visits)
    other_visits = _update_mean(capacity.other_visits, all_visits - inputs.site.visits.get(inputs.room, 0.0))
    usable, since = capacity.usable, min(capacity.since_decrease + seconds, DECREASE_SECONDS)
    expected = inputs.site.use > USE_TARGET * usable * inputs.site.processes
    if not is_delayed(inputs):
        usable = min(1.0, usable + INCREASE_PER_SECOND * seconds)
    elif not expected and since >= DECREASE_SECONDS:
        usable, since = max(MIN_CAPACITY, DECREASE_FACTOR * usable), 0.0
    return Capacity(usable, background, since, visits, other_visits, inputs.site.processes, capacity.share)


def forecast_loads(
    capacity: Capacity, inputs: ControllerInput, arrivals: ArrivalModel, horizons: Sequence[float]
) -> list[Forecast]:
    """Predict the load that this room's fans will cause at each of the `horizons`, in seconds."""
    model = VisitModel(capacity.visits)
    forecasts = []
    for seconds in horizons:
        each = model.load_per_arrival(seconds)
        on_their_way = arrivals.expected_arrivals(inputs.cohorts, seconds) * each
        load = model.load_inside(inputs.inside_by_age, seconds) + on_their_way
        forecasts.append(Forecast(load, each * arrivals.probability_within(0, seconds)))
    return forecasts


def max_calls_by_load(capacity: Capacity, inputs: ControllerInput, forecasts: Sequence[Forecast]) -> float:
    """Compute how many places may be called so that at none of the horizons the servers are too busy.

    Infinite while nothing is known about the servers. Without measurements what was known of them holds. Rooms decide
    in the same second, so each takes at most its fair share, and nothing that fans of another room still use."""
    if not capacity.processes:
        return math.inf
    most = USE_TARGET * capacity.usable * capacity.processes
    available = most - min(capacity.background, MAX_BACKGROUND_SHARE * most)
    elsewhere = max(capacity.other_visits, sum(room.expected for room in inputs.other_rooms))
    limit = min(available - elsewhere, fair_share(available, [room.wanted for room in inputs.other_rooms]))
    return min((limit - load) / max(1e-9, each) for load, each in forecasts)


def fair_share(available: float, wanted: Sequence[float]) -> float:
    """Return what one more room gets of `available` by max-min fairness, beside rooms that have `wanted` so much.

    Rooms that want less than an equal share get that, and the others share the rest equally (D. Bertsekas and R.
    Gallager, Data Networks, section 6.5.2)."""
    rooms = len(wanted) + 1
    for load in sorted(wanted):
        if load >= available / rooms:
            break
        available, rooms = available - load, rooms - 1
    return available / rooms


def set_share(capacity: Capacity, forecasts: Sequence[Forecast], call_count: int, wanted_count: float) -> Capacity:
    """Store what the other rooms have to know. `call_count`: places called now; `wanted_count`: places that this room
    would call, now and in the next second, if it had the servers for itself."""
    expected = max(load + call_count * each for load, each in forecasts)
    wanted = max(load + wanted_count * each for load, each in forecasts)
    return msgspec.structs.replace(capacity, share=RoomLoad(expected, max(expected, wanted)))


def _update_mean(mean: float, load: float) -> float:
    return mean + BACKGROUND_WEIGHT * (max(0.0, load) - mean)
