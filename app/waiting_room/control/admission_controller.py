"""The admission controller: decides once a second how many places are called, and when an automatic room engages.

Pure functions of the measurements and of the stored state: no clock, no random numbers, no I/O, so any worker can run
the next tick. It predicts: how many of those called will come, and when (arrival_model.py), and how busy the servers
will be (capacity.py). Failing payments and lost seats, which cannot be predicted, slow it down when they are measured.
The hard limit is in db/functions/admit_places.sql; the controller stays below it, so that called fans do not have to
wait again."""

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel, fit_arrival_model
from app.waiting_room.control.capacity import (
    Capacity,
    forecast_loads,
    is_delayed,
    max_calls_by_load,
    set_share,
    update_capacity,
)
from app.waiting_room.control.measurements import ControllerInput, PaymentStats

HORIZON_SECONDS = (2, 5, 10, 20, 40, 80, 160)
"""Seconds ahead at which the expected number of fans inside must not exceed the target."""
FILL_SECONDS = 7.0
"""Time in which the places of an empty room are called."""
MIN_THROTTLE, NO_DATA_THROTTLE = 0.05, 0.5
"""The lowest throttle; the highest that it rises to while nothing is known about the servers."""
MIN_RATE, MIN_SHOPPERS = 2.0, 10
"""Floors of places called a second and of fans inside; both are scaled down with the throttle below a tenth."""
FLOOR_THROTTLE = 0.1
INCREASE_PER_SECOND, DECREASE_FACTOR, COOLDOWN_SECONDS = 0.02, 0.6, 10.0
"""After an overload: added to the throttle each second; factor of a decrease; seconds between two decreases."""
MAX_TICK_SECONDS = 5.0
"""A longer gap between two ticks counts as this long, so that a worker does not make up for it with many calls."""
MAX_DENIED_SHARE, MAX_SHED_SHARE, MAX_UNPAID_SHARE = 0.6, 0.1, 0.4
"""Overload limits: shares of the fans who ask for seats whose seats another fan got, and of whom load shedding refused
a request; share of payments that are not paid."""
MIN_FANS, MIN_PAYMENTS = 20, 5
"""Smallest numbers of fans and of payments from which an overload is concluded."""
DEPARTURE_DISCOUNT = 0.9
"""Share of the expected departures that the controller relies on."""
ENGAGE_AT, DISENGAGE_BELOW = 0.9, 0.7
"""Shares of the target inside at which an automatic room engages, and below which it may disengage."""
CALM_SECONDS = 60.0
"""How long the room must be below DISENGAGE_BELOW, with no fan waiting, before it disengages."""
STATE_KEYS = {"throttle": "ease", "reason": "why", "seconds_since_cut": "rested", "calm_seconds": "calm"}
"""Field of ControllerState → its key in the column `waiting_room.mind`, where it has another name there."""


class ControllerState(msgspec.Struct, frozen=True, rename=STATE_KEYS):
    """The state of the controller between ticks. `throttle`: share of target and pace in use, 0 to 1; below 1 only
    after an overload. `reason`: why the throttle was last lowered. `seconds_since_cut`: time since then. `credit`:
    places that may be called already. `calm_seconds`: for how long an engaged automatic room has met the conditions to
    disengage. `capacity`: what is known of the servers."""

    throttle: float = 1.0
    reason: str = ""
    seconds_since_cut: float = COOLDOWN_SECONDS
    credit: float = 0.0
    calm_seconds: float = 0.0
    capacity: Capacity = Capacity()


class Decision(msgspec.Struct, frozen=True):
    """A decision to call `call_count` places. `reason` why not more: payments, holds, full or rate; "" for none."""

    state: ControllerState
    call_count: int
    reason: str


class ModeChange(msgspec.Struct, frozen=True):
    """A decision about an automatic room. `action`: engage, disengage or "". `reason`: full, holds or payments."""

    state: ControllerState
    action: str = ""
    reason: str = ""


def decide(state: ControllerState, inputs: ControllerInput) -> Decision:
    """Decide how many places are called in this tick.

    `call_count` never exceeds the number of waiting fans, the target, or the rate; it is 0 while the room is paused."""
    seconds = min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS)
    state = _update_throttle(state, inputs, seconds)
    known = update_capacity(state.capacity, inputs, seconds)
    floor_share = min(1.0, state.throttle / FLOOR_THROTTLE)
    fill_pace = max(inputs.target * state.throttle / FILL_SECONDS, MIN_RATE * floor_share)
    pace = fill_pace + inputs.leaving_per_second
    rate = inputs.per_minute / 60 if inputs.per_minute is not None else pace
    allowed = min(pace, rate)
    max_credit = max(allowed, 2 * min(fill_pace, rate))  # bounded: a backlog must not be called at once
    credit = min(state.credit + allowed * seconds, max(1.0, min(max_credit, inputs.target)))
    aim = max(inputs.target * state.throttle, min(inputs.target, MIN_SHOPPERS) * floor_share)
    arrivals = fit_arrival_model(inputs.cohorts)
    capacity = max_calls(aim, inputs, arrivals)
    forecasts = forecast_loads(known, inputs, arrivals, HORIZON_SECONDS)
    by_load = max_calls_by_load(known, inputs, forecasts)
    max_count = min(inputs.waiting, inputs.target)
    if inputs.per_minute is not None:
        max_count = min(max_count, inputs.per_minute - inputs.called_last_minute)
    wanted = 0.0 if inputs.paused else max(0.0, min(capacity + 0.5, max_count))
    call_count = max(0, int(min(credit, wanted, by_load + 0.5)))
    reason = ""
    if call_count < inputs.waiting and not inputs.paused:
        busy, full = by_load < min(capacity, allowed), capacity < allowed
        held_by_rate = rate < pace and rate <= capacity
        reason = state.reason or ("holds" if busy else "rate" if held_by_rate else "full" if full else "")
    known = set_share(known, forecasts, call_count, min(credit + allowed, wanted))
    state = msgspec.structs.replace(state, credit=max(0.0, credit - call_count), capacity=known)
    return Decision(state, call_count, reason)


def decide_mode(state: ControllerState, inputs: ControllerInput, *, engaged: bool) -> ModeChange:
    """Decide whether an automatic room engages (new fans have to wait) or disengages (no fan has to wait).

    `decide` calls fans who wait while there is room; waiting fans alone are no reason to engage."""
    full = "full" if inputs.inside >= ENGAGE_AT * inputs.target else ""
    reason = overload_reason(inputs) or ("holds" if _is_slow(inputs) else full)
    if not engaged:
        return ModeChange(msgspec.structs.replace(state, calm_seconds=0.0), "engage" if reason else "", reason)
    calm = not reason and not inputs.waiting and inputs.inside < DISENGAGE_BELOW * inputs.target
    calm_seconds = state.calm_seconds + min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS) if calm else 0.0
    state = msgspec.structs.replace(state, calm_seconds=calm_seconds)
    return ModeChange(state, "disengage" if state.calm_seconds >= CALM_SECONDS else "")


def max_calls(aim: float, inputs: ControllerInput, model: ArrivalModel) -> float:
    """Compute how many places may be called so that never in HORIZON_SECONDS more than `aim` fans are expected inside.

    Expected inside: fans inside now, plus called fans who will come, less fans who will leave. Negative if too many are
    called already."""
    return min(_capacity_at(seconds, aim, inputs, model) for seconds in HORIZON_SECONDS)


def overload_reason(inputs: ControllerInput) -> str:
    """Return what is overloaded: "payments", "holds" (seats, or the servers that hold them), or "" if nothing is.

    Fewer than MIN_FANS of this room's fans inside prove nothing, so no one else can slow it or engage it."""
    if _payments_fail(inputs.payments):
        return "payments"
    fans = inputs.fans
    if fans is None or max(fans.asking, fans.shed) < MIN_FANS:
        return ""
    denied = fans.asking >= MIN_FANS and fans.denied > MAX_DENIED_SHARE * fans.asking
    shed = fans.shed >= MIN_FANS and fans.shed > MAX_SHED_SHARE * (fans.asking + fans.shed)
    return "holds" if denied or shed else ""


def _capacity_at(seconds: float, aim: float, inputs: ControllerInput, model: ArrivalModel) -> float:
    leaving = min(DEPARTURE_DISCOUNT * inputs.leaving_per_second * seconds, float(inputs.inside))
    free = aim - inputs.inside - model.expected_arrivals(inputs.cohorts, seconds) + leaving
    return free / model.probability_within(0, seconds)


def _is_slow(inputs: ControllerInput) -> bool:
    """Return whether requests are delayed while enough of this room's fans ask for seats."""
    return is_delayed(inputs) and inputs.fans is not None and inputs.fans.asking >= MIN_FANS


def _payments_fail(payments: PaymentStats) -> bool:
    unpaid = payments.failed + payments.slow
    return unpaid >= MIN_PAYMENTS and unpaid > MAX_UNPAID_SHARE * (unpaid + payments.paid)


def _update_throttle(state: ControllerState, inputs: ControllerInput, seconds: float) -> ControllerState:
    """Lower the throttle by a factor at an overload; else raise it gradually, without measurements at most to half."""
    since_cut = min(state.seconds_since_cut + seconds, COOLDOWN_SECONDS)
    if reason := overload_reason(inputs):
        if since_cut < COOLDOWN_SECONDS:
            return msgspec.structs.replace(state, seconds_since_cut=since_cut)
        throttle = max(MIN_THROTTLE, state.throttle * DECREASE_FACTOR)
        return msgspec.structs.replace(state, throttle=throttle, reason=reason, seconds_since_cut=0.0)
    limit = 1.0 if inputs.fans is not None else max(NO_DATA_THROTTLE, state.throttle)
    throttle = state.throttle if inputs.paused else min(limit, state.throttle + INCREASE_PER_SECOND * seconds)
    reason = "" if throttle >= 1.0 else state.reason
    return msgspec.structs.replace(state, throttle=throttle, seconds_since_cut=since_cut, reason=reason)
