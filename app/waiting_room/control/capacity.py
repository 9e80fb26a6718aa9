"""The capacity of the servers for one room: how many more fans they can take before their event loops are too busy.

Feed-forward: the load that fans inside and fans on their way will cause is predicted (visit_model.py) and kept at
USE_TARGET of what the servers bear. Feedback: when requests are delayed, by the measurements of load shedding, although
the servers are not used more than that, they bear less than was assumed."""

from collections.abc import Sequence

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel
from app.waiting_room.control.measurements import ControllerInput
from app.waiting_room.control.visit_model import Stay, VisitModel, VisitSums, add_observation

USE_TARGET = 0.9
"""Share of the capacity that is used."""
MAX_DELAY = 0.25
"""Seconds by which requests may be delayed on average: an eighth of what load shedding allows newcomers."""
DECREASE_FACTOR, DECREASE_SECONDS, INCREASE_PER_SECOND, MIN_CAPACITY = 0.9, 5.0, 0.005, 0.3
"""When requests are delayed although the servers are not busy, the capacity falls by the factor, once in
DECREASE_SECONDS; otherwise it rises each second."""
MAX_BACKGROUND_SHARE = 0.5
"""Share of the used capacity that other requests, such as those of a crowd that joins, can take from fans inside: load
shedding refuses newcomers first."""
BACKGROUND_WEIGHT = 0.2
"""Weight of the latest second in the mean of the load that other requests cause."""


class Capacity(msgspec.Struct, frozen=True):
    """What is known of the servers. `usable`: share of each event loop that can be used before requests wait;
    `background`: load of all requests but those of this room's fans inside, in event loops; `since_decrease`: seconds;
    `visits`: what visits cost."""

    usable: float = 1.0
    background: float = 0.0
    since_decrease: float = DECREASE_SECONDS
    visits: VisitSums = VisitSums()


def is_delayed(inputs: ControllerInput) -> bool:
    """Return whether requests are delayed for too long."""
    return inputs.site is not None and inputs.site.delay > MAX_DELAY


def update_capacity(capacity: Capacity, inputs: ControllerInput, seconds: float) -> Capacity:
    """Learn from the past tick. Without measurements of the servers nothing is learned about them."""
    costs = inputs.costs
    stayed = [seconds * count for count in inputs.inside_by_age]
    stay = Stay(inputs.second, stayed, [seconds * rate for rate in inputs.left_by_age])
    visits = add_observation(capacity.visits, stay, costs)
    if inputs.site is None:
        return msgspec.structs.replace(capacity, visits=visits)
    own = sum(costs[max(costs)]) if costs else 0.0
    others = max(0.0, inputs.site.use - own)
    background = capacity.background + BACKGROUND_WEIGHT * (others - capacity.background)
    usable, since = capacity.usable, min(capacity.since_decrease + seconds, DECREASE_SECONDS)
    expected = inputs.site.use > USE_TARGET * usable * inputs.site.processes
    if not is_delayed(inputs):
        usable = min(1.0, usable + INCREASE_PER_SECOND * seconds)
    elif not expected and since >= DECREASE_SECONDS:
        usable, since = max(MIN_CAPACITY, DECREASE_FACTOR * usable), 0.0
    return Capacity(usable, background, since, visits)


def max_calls_by_load(
    capacity: Capacity, inputs: ControllerInput, arrivals: ArrivalModel, horizons: Sequence[float]
) -> float:
    """Compute how many places may be called so that at none of the `horizons` (seconds) the servers are too busy.

    Infinite while nothing is known about the servers or about visits."""
    model = VisitModel(capacity.visits)
    if inputs.site is None or not model.known:
        return float("inf")
    most = USE_TARGET * capacity.usable * inputs.site.processes
    free = most - min(capacity.background, MAX_BACKGROUND_SHARE * most)
    return min(_calls_within(seconds, free, inputs, model, arrivals) for seconds in horizons)


def _calls_within(
    seconds: float, free: float, inputs: ControllerInput, model: VisitModel, arrivals: ArrivalModel
) -> float:
    each = model.load_per_arrival(seconds)
    expected = arrivals.expected_arrivals(inputs.cohorts, seconds)
    left = free - model.load_inside(inputs.inside_by_age, seconds) - expected * each
    return left / max(1e-9, each * arrivals.probability_within(0, seconds))
