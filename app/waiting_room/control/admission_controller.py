"""The admission controller: decides once a second how many places are called, and when an automatic room engages.

Pure functions of the measurements and of the stored state: no clock, no random numbers, no I/O, so any worker can run
the next tick. The pace follows AIMD (additive increase, multiplicative decrease), as TCP does. The hard limit is in
db/functions/admit_places.sql; the controller stays below it, so that called fans do not have to wait again."""

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel, fit_arrival_model
from app.waiting_room.control.measurements import ControllerInput, PaymentStats

HORIZON_SECONDS = (2, 5, 10, 20, 40, 80, 160)
"""Seconds ahead at which the expected number of fans inside must not exceed the target."""
RAMP_SECONDS = 20.0
"""Time in which an empty room fills at full throttle."""
INITIAL_THROTTLE, MIN_THROTTLE, NO_DATA_THROTTLE = 0.1, 0.05, 0.5
"""Throttle at the opening; the lowest throttle; the highest that it rises to while the hold metrics are unknown."""
MIN_RATE, MIN_SHOPPERS = 2.0, 10
"""Floors of places called a second and of fans inside; both are scaled down only below the initial throttle."""
INCREASE_PER_SECOND, DECREASE_FACTOR, COOLDOWN_SECONDS = 0.02, 0.6, 10.0
"""AIMD: added to the throttle each second; factor of a decrease; seconds between two decreases."""
MAX_TICK_SECONDS = 5.0
"""A longer gap between two ticks counts as this long, so that a worker does not make up for it with many calls."""
SLOW_HOLD_MS, MAX_DENIED_SHARE, MAX_UNPAID_SHARE = 400.0, 0.6, 0.4
"""Overload limits: 95th percentile of a hold; share of holds that another fan won; share of payments not paid."""
MAX_SHED_SHARE = 0.1
"""Overload limit: share of shoppers' requests that load shedding refused."""
MIN_CLICKS, MIN_SHED, MIN_PAYMENTS = 20, 20, 5
"""Smallest samples of clicks, shed requests and payments from which an overload is concluded."""
DEPARTURE_DISCOUNT = 0.9
"""Share of the expected departures that the controller relies on."""
ENGAGE_AT, DISENGAGE_BELOW = 0.9, 0.7
"""Shares of the target inside at which an automatic room engages, and below which it may disengage."""
CALM_SECONDS = 60.0
"""How long the room must be below DISENGAGE_BELOW, with no fan waiting, before it disengages."""
STATE_KEYS = {"throttle": "ease", "reason": "why", "seconds_since_cut": "rested", "calm_seconds": "calm"}
"""Field of ControllerState → its key in the column `waiting_room.mind`, where it has another name there."""


class ControllerState(msgspec.Struct, frozen=True, rename=STATE_KEYS):
    """The state of the controller between ticks. `throttle`: share of target and pace in use, 0 to 1.

    `reason`: why the throttle was last lowered. `seconds_since_cut`: time since then. `credit`: places that may be
    called already. `calm_seconds`: for how long an engaged automatic room has met the conditions to disengage."""

    throttle: float = INITIAL_THROTTLE
    reason: str = ""
    seconds_since_cut: float = COOLDOWN_SECONDS
    credit: float = 0.0
    calm_seconds: float = 0.0


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
    floor_share = min(1.0, state.throttle / INITIAL_THROTTLE)
    fill_pace = max(inputs.target * state.throttle / RAMP_SECONDS, MIN_RATE * floor_share)
    pace = fill_pace + inputs.leaving_per_second
    rate = inputs.per_minute / 60 if inputs.per_minute is not None else pace
    allowed = min(pace, rate)
    max_credit = max(allowed, 2 * min(fill_pace, rate))  # bounded: a backlog must not be called at once
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

    `decide` calls fans who wait while there is room; waiting fans alone are no reason to engage."""
    reason = overload_reason(inputs) or ("full" if inputs.inside >= ENGAGE_AT * inputs.target else "")
    if not engaged:
        return ModeChange(msgspec.structs.replace(state, calm_seconds=0.0), "engage" if reason else "", reason)
    calm = not reason and not inputs.waiting and inputs.inside < DISENGAGE_BELOW * inputs.target
    calm_seconds = state.calm_seconds + min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS) if calm else 0.0
    state = msgspec.structs.replace(state, calm_seconds=calm_seconds)
    return ModeChange(state, "disengage" if state.calm_seconds >= CALM_SECONDS else "")


def max_calls(aim: float, inputs: ControllerInput) -> float:
    """Compute how many places may be called so that never in HORIZON_SECONDS more than `aim` fans are expected inside.

    Expected inside: fans inside now, plus called fans who will come, less fans who will leave. Negative if too many are
    called already."""
    model = fit_arrival_model(inputs.cohorts)
    return min(_capacity_at(seconds, aim, inputs, model) for seconds in HORIZON_SECONDS)


def overload_reason(inputs: ControllerInput) -> str:
    """Return what is overloaded: "payments", "holds", or "" if nothing is."""
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
    """Lower the throttle by a factor at an overload; else raise it gradually, without metrics at most to half."""
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
    """Return the factor of a decrease: closer to 1 if holds are only slightly too slow."""
    if inputs.holds is None or inputs.holds.p95_ms <= SLOW_HOLD_MS or _payments_fail(inputs.payments):
        return DECREASE_FACTOR
    return max(DECREASE_FACTOR, SLOW_HOLD_MS / inputs.holds.p95_ms)
