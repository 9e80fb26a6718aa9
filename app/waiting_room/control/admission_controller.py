"""The admission controller: decides once a second how many places are called, and when an automatic room engages.

Pure functions of the measurements and of the stored state: no clock, no random numbers, no I/O, so any worker can take
the next tick. The pace follows AIMD (additive increase, multiplicative decrease), as TCP does. The hard limit is
db/functions/admit_places.sql; the controller keeps below it, so that fans who are called need not wait again."""

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel, fit_arrival_model
from app.waiting_room.control.measurements import ControllerInput, PaymentStats

HORIZON_SECONDS = (2, 5, 10, 20, 40, 80, 160)
"""At each of these times ahead, no more than the target may be expected inside."""
RAMP_SECONDS = 20.0
"""At full throttle an empty room is filled in this time."""
INITIAL_THROTTLE, MIN_THROTTLE, NO_DATA_THROTTLE = 0.1, 0.05, 0.5
"""At the opening; the lowest; the highest that it rises to while the hold metrics are unknown."""
MIN_RATE, MIN_SHOPPERS = 2.0, 10
"""Floors of places called a second and of fans inside; both shrink only below the initial throttle."""
INCREASE_PER_SECOND, DECREASE_FACTOR, COOLDOWN_SECONDS = 0.02, 0.6, 10.0
"""AIMD: added to the throttle each second; factor at an overload; seconds between two decreases."""
MAX_TICK_SECONDS = 5.0
"""A longer gap between ticks counts as this: a worker that was away does not call everything at once."""
SLOW_HOLD_MS, MAX_DENIED_SHARE, MAX_UNPAID_SHARE = 400.0, 0.6, 0.4
"""Overload limits: 95th percentile of a click; share of clicks that lose their seat; share of payments not paid."""
MAX_SHED_SHARE = 0.1
"""Overload limit: share of requests that load shedding refused."""
MIN_CLICKS, MIN_SHED, MIN_PAYMENTS = 20, 20, 5
"""Fewer than these are too few to judge by."""
DEPARTURE_DISCOUNT = 0.9
"""Share of the expected departures that is counted on."""
ENGAGE_AT, DISENGAGE_BELOW = 0.9, 0.7
"""An automatic room engages at this share of its target inside; it can disengage below the other."""
CALM_SECONDS = 60.0
"""So long the room must be below DISENGAGE_BELOW with no fan waiting before it disengages."""
STATE_KEYS = {"throttle": "ease", "reason": "why", "seconds_since_cut": "rested", "calm_seconds": "calm"}
"""Field of ControllerState → its key in the column `waiting_room.mind`, where it has another name there."""


class ControllerState(msgspec.Struct, frozen=True, rename=STATE_KEYS):
    """What the controller remembers between ticks. `throttle`: share of target and pace in use, 0 to 1.

    `reason`: why it was last lowered. `seconds_since_cut`: since then. `credit`: places that may already be called.
    `calm_seconds`: how long an engaged automatic room could disengage."""

    throttle: float = INITIAL_THROTTLE
    reason: str = ""
    seconds_since_cut: float = COOLDOWN_SECONDS
    credit: float = 0.0
    calm_seconds: float = 0.0


class Decision(msgspec.Struct, frozen=True):
    """Call `call_count` places. `reason` why not more: payments | holds | full | rate, "" if there is none."""

    state: ControllerState
    call_count: int
    reason: str


class ModeChange(msgspec.Struct, frozen=True):
    """`action`: engage, disengage or "" (no change). `reason`: full, holds or payments."""

    state: ControllerState
    action: str = ""
    reason: str = ""


def decide(state: ControllerState, inputs: ControllerInput) -> Decision:
    """Decide how many places are called in this tick.

    `call_count` never exceeds those who wait, the target, or the rate; it is 0 while paused."""
    seconds = min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS)
    state = _update_throttle(state, inputs, seconds)
    floor_share = min(1.0, state.throttle / INITIAL_THROTTLE)
    fill_pace = max(inputs.target * state.throttle / RAMP_SECONDS, MIN_RATE * floor_share)
    pace = fill_pace + inputs.leaving_per_second
    rate = inputs.per_minute / 60 if inputs.per_minute is not None else pace
    allowed = min(pace, rate)
    max_credit = max(allowed, 2 * min(fill_pace, rate))  # what could not be called before must not come as a flood
    credit = min(state.credit + allowed * seconds, max(1.0, min(max_credit, inputs.target)))
    aim = max(inputs.target * state.throttle, min(inputs.target, MIN_SHOPPERS) * floor_share)
    capacity = max_calls(aim, inputs)
    max_count = min(inputs.waiting, inputs.target)
    if inputs.per_minute is not None:
        max_count = min(max_count, inputs.per_minute - inputs.called_last_minute)
    call_count = 0 if inputs.paused else max(0, int(min(credit, capacity + 0.5, max_count)))
    reason = ""
    if call_count < inputs.waiting and not inputs.paused:
        held_by_rate, full = rate < pace and rate <= capacity, capacity < allowed
        reason = state.reason or ("rate" if held_by_rate else "full" if full else "")
    return Decision(msgspec.structs.replace(state, credit=max(0.0, credit - call_count)), call_count, reason)


def decide_mode(state: ControllerState, inputs: ControllerInput, *, engaged: bool) -> ModeChange:
    """Decide whether an automatic room engages (new fans have to wait) or disengages (no fan has to wait).

    Fans who wait while there is room are called by `decide`; that alone is no reason to engage."""
    reason = overload_reason(inputs) or ("full" if inputs.inside >= ENGAGE_AT * inputs.target else "")
    if not engaged:
        return ModeChange(msgspec.structs.replace(state, calm_seconds=0.0), "engage" if reason else "", reason)
    calm = not reason and not inputs.waiting and inputs.inside < DISENGAGE_BELOW * inputs.target
    calm_seconds = state.calm_seconds + min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS) if calm else 0.0
    state = msgspec.structs.replace(state, calm_seconds=calm_seconds)
    return ModeChange(state, "disengage" if state.calm_seconds >= CALM_SECONDS else "")


def max_calls(aim: float, inputs: ControllerInput) -> float:
    """Compute how many may be called now so that at no time of the horizon more than `aim` are expected inside.

    Expected inside: those inside now, plus called fans who will come, less those who will leave. Negative if too many
    are called already."""
    model = fit_arrival_model(inputs.cohorts)
    return min(_capacity_at(seconds, aim, inputs, model) for seconds in HORIZON_SECONDS)


def overload_reason(inputs: ControllerInput) -> str:
    """Return what is overloaded: "payments", "holds", or "" for nothing."""
    if _payments_fail(inputs.payments):
        return "payments"
    holds = inputs.holds
    if holds is None:
        return ""
    enough = holds.count >= MIN_CLICKS
    slow = enough and holds.p95_ms > SLOW_HOLD_MS
    denied = enough and holds.denied > MAX_DENIED_SHARE * holds.count
    shed = holds.shed >= MIN_SHED and holds.shed > MAX_SHED_SHARE * (holds.count + holds.shed)
    return "holds" if slow or denied or shed else ""


def _capacity_at(seconds: float, aim: float, inputs: ControllerInput, model: ArrivalModel) -> float:
    leaving = min(DEPARTURE_DISCOUNT * inputs.leaving_per_second * seconds, float(inputs.inside))
    free = aim - inputs.inside - model.expected_arrivals(inputs.cohorts, seconds) + leaving
    return free / model.probability_within(0, seconds)


def _payments_fail(payments: PaymentStats) -> bool:
    unpaid = payments.failed + payments.slow
    return unpaid >= MIN_PAYMENTS and unpaid > MAX_UNPAID_SHARE * (unpaid + payments.paid)


def _update_throttle(state: ControllerState, inputs: ControllerInput, seconds: float) -> ControllerState:
    """Lower the throttle by a factor at an overload; else raise it step by step, but not far without metrics."""
    since_cut = min(state.seconds_since_cut + seconds, COOLDOWN_SECONDS)
    if reason := overload_reason(inputs):
        if since_cut < COOLDOWN_SECONDS:
            return msgspec.structs.replace(state, seconds_since_cut=since_cut)
        throttle = max(MIN_THROTTLE, state.throttle * _decrease_factor(inputs))
        return msgspec.structs.replace(state, throttle=throttle, reason=reason, seconds_since_cut=0.0)
    limit = 1.0 if inputs.holds is not None else max(NO_DATA_THROTTLE, state.throttle)
    throttle = state.throttle if inputs.paused else min(limit, state.throttle + INCREASE_PER_SECOND * seconds)
    reason = "" if throttle >= 1.0 else state.reason
    return msgspec.structs.replace(state, throttle=throttle, seconds_since_cut=since_cut, reason=reason)


def _decrease_factor(inputs: ControllerInput) -> float:
    """Return the factor of a decrease; closer to 1 if clicks are only a little too slow."""
    if inputs.holds is None or inputs.holds.p95_ms <= SLOW_HOLD_MS or _payments_fail(inputs.payments):
        return DECREASE_FACTOR
    return max(DECREASE_FACTOR, SLOW_HOLD_MS / inputs.holds.p95_ms)
