"""How many places are called in this second, so that as many shop as the house can serve, and no more.

A pure function of what was seen and of what it remembers: no clock, no chance, no I/O. Whoever looks next goes on with
the same mind. The door itself is the hard stop; the controller's work is that it need not stop anybody."""

import msgspec

from app.waiting_room.control.arrival_model import ArrivalModel, fit
from app.waiting_room.control.seen import ControllerInput, PaymentStats

HORIZON_SECONDS = (2, 5, 10, 20, 40, 80, 160)
"""Seconds ahead at which no more may be expected inside than the target."""
RAMP_SECONDS = 20.0
"""Seconds in which an empty house is filled at full ease."""
INITIAL_THROTTLE, MIN_THROTTLE, NO_DATA_THROTTLE = 0.1, 0.05, 0.5
"""Ease at the opening; at the worst; as far as it rises while nobody can say how the house is."""
MIN_RATE, MIN_SHOPPERS = 2.0, 10
"""So many a second, and so many inside, no house feels: it begins with them at least."""
INCREASE_PER_SECOND, DECREASE_FACTOR, COOLDOWN_SECONDS = 0.02, 0.6, 10.0
"""Ease won a second; what is left of it at each trouble; seconds from one cut to the next."""
MAX_TICK_SECONDS = 5.0
"""Seconds that count at most: who was away does not make up for it at once."""
SLOW_HOLD_MS, MAX_DENIED_SHARE, MAX_UNPAID_SHARE = 400.0, 0.6, 0.4
"""A click is slow; so many lose; so many payments come to nothing: beyond that the house is in trouble."""
MAX_SHED_SHARE = 0.1
"""So many of all that is asked are refused."""
MIN_CLICKS, MIN_SHED, MIN_PAYMENTS = 20, 20, 5
DEPARTURE_DISCOUNT = 0.9
"""As much of the leaving is counted on."""


STATE_KEYS = {"throttle": "ease", "reason": "why", "seconds_since_cut": "rested", "calm_seconds": "calm"}
"""Field of ControllerState → its key in the column `waiting_room.mind`, where it has another name there."""


class ControllerState(msgspec.Struct, frozen=True, rename=STATE_KEYS):
    """`throttle`, 0 to 1: how much of the target and of the pace is used. `reason`: what it was lowered for.
    `seconds_since_cut`: since then. `credit`: places that may be called already. `calm_seconds`: since a fan last had
    to wait."""

    throttle: float = INITIAL_THROTTLE
    reason: str = ""
    seconds_since_cut: float = COOLDOWN_SECONDS
    credit: float = 0.0
    calm_seconds: float = 0.0


class Decision(msgspec.Struct, frozen=True):
    """Call `call_count` places. `reason` for not more: payments | holds | full | rate, or "" when there is none."""

    state: ControllerState
    call_count: int
    reason: str


def decide(state: ControllerState, inputs: ControllerInput) -> Decision:
    """What to do in this second. `call_count` is never more than those who wait, than the target, or than the rate
    allows; 0 while paused."""
    seconds = min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS)
    state = _eased(state, inputs, seconds)
    begun = min(1.0, state.throttle / INITIAL_THROTTLE)
    fills, replaces = max(inputs.target * state.throttle / RAMP_SECONDS, MIN_RATE * begun), inputs.leaving_per_second
    pace = fills + replaces
    rate = inputs.per_minute / 60 if inputs.per_minute is not None else pace
    allowed = min(pace, rate)
    at_most = max(allowed, 2 * min(fills, rate))  # what could not be called before is no flood afterwards
    credit = min(state.credit + allowed * seconds, max(1.0, min(at_most, inputs.target)))
    fits = max_calls(max(inputs.target * state.throttle, min(inputs.target, MIN_SHOPPERS) * begun), inputs)
    most = min(inputs.waiting, inputs.target)
    if inputs.per_minute is not None:
        most = min(most, inputs.per_minute - inputs.called_last_minute)
    call = 0 if inputs.paused else max(0, int(min(credit, fits + 0.5, most)))
    why = (
        _why(state, inputs, held_by_rate=rate < pace and rate <= fits, full=fits < allowed)
        if call < inputs.waiting
        else ""
    )
    return Decision(msgspec.structs.replace(state, credit=max(0.0, credit - call)), call, why)


def max_calls(aim: float, inputs: ControllerInput) -> float:
    """How many may be called now so that at no time ahead more than `aim` are expected inside: those inside and those
    who are still to come, less those who leave meanwhile. Below 0 when they are too many already."""
    coming = fit(inputs.cohorts)
    return min(_room_at(ahead, aim, inputs, coming) for ahead in HORIZON_SECONDS)


def overload_reason(inputs: ControllerInput) -> str:
    """payments · holds · "": what the house suffers from."""
    if _unpaid(inputs.payments):
        return "payments"
    holds = inputs.holds
    if holds is None:
        return ""
    many = holds.count >= MIN_CLICKS
    slow, denied = many and holds.p95_ms > SLOW_HOLD_MS, many and holds.denied > MAX_DENIED_SHARE * holds.count
    shed = holds.shed >= MIN_SHED and holds.shed > MAX_SHED_SHARE * (holds.count + holds.shed)
    return "holds" if slow or denied or shed else ""


def _room_at(ahead: float, aim: float, seen: ControllerInput, coming: ArrivalModel) -> float:
    leaves = min(DEPARTURE_DISCOUNT * seen.leaving_per_second * ahead, float(seen.inside))
    return (aim - seen.inside - coming.expected_arrivals(seen.cohorts, ahead) + leaves) / coming.probability_within(
        0, ahead
    )


def _unpaid(payments: PaymentStats) -> bool:
    lost = payments.failed + payments.slow
    return lost >= MIN_PAYMENTS and lost > MAX_UNPAID_SHARE * (lost + payments.paid)


def _eased(mind: ControllerState, seen: ControllerInput, seconds: float) -> ControllerState:
    """Down at once and by a factor, up little by little, and not by guessing."""
    rested = min(mind.seconds_since_cut + seconds, COOLDOWN_SECONDS)
    if trouble := overload_reason(seen):
        if rested < COOLDOWN_SECONDS:
            return msgspec.structs.replace(mind, seconds_since_cut=rested)
        return msgspec.structs.replace(
            mind, throttle=max(MIN_THROTTLE, mind.throttle * _cut(seen)), reason=trouble, seconds_since_cut=0.0
        )
    up_to = 1.0 if seen.holds is not None else max(NO_DATA_THROTTLE, mind.throttle)
    ease = mind.throttle if seen.paused else min(up_to, mind.throttle + INCREASE_PER_SECOND * seconds)
    return msgspec.structs.replace(
        mind, throttle=ease, seconds_since_cut=rested, reason="" if ease >= 1.0 else mind.reason
    )


def _cut(seen: ControllerInput) -> float:
    """Clicks that are a little slow ask for a little less."""
    if seen.holds is None or seen.holds.p95_ms <= SLOW_HOLD_MS or _unpaid(seen.payments):
        return DECREASE_FACTOR
    return max(DECREASE_FACTOR, SLOW_HOLD_MS / seen.holds.p95_ms)


def _why(mind: ControllerState, seen: ControllerInput, *, held_by_rate: bool, full: bool) -> str:
    if seen.paused:
        return ""
    return mind.reason or ("rate" if held_by_rate else "full" if full else "")
