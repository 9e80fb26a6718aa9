"""How many places are called in this second, so that as many shop as the house can serve, and no more.

A pure function of what was seen and of what it remembers: no clock, no chance, no I/O. Whoever looks next goes on with
the same mind. The door itself is the hard stop; the controller's work is that it need not stop anybody."""

import msgspec

from app.waiting_room.control.arrival_model import Coming, learn
from app.waiting_room.control.seen import Payments, Seen

HORIZONS = (2, 5, 10, 20, 40, 80, 160)
"""Seconds ahead at which no more may be expected inside than the target."""
FILLS_IN = 20.0
"""Seconds in which an empty house is filled at full ease."""
BEGINS, LEAST, BLIND = 0.1, 0.05, 0.5
"""Ease at the opening; at the worst; as far as it rises while nobody can say how the house is."""
GENTLE, FEW = 2.0, 10
"""So many a second, and so many inside, no house feels: it begins with them at least."""
RISES, CUT, RESTS = 0.02, 0.6, 10.0
"""Ease won a second; what is left of it at each trouble; seconds from one cut to the next."""
LONGEST = 5.0
"""Seconds that count at most: who was away does not make up for it at once."""
SLOW_MS, DENIED, UNPAID = 400.0, 0.6, 0.4
"""A click is slow; so many lose; so many payments come to nothing: beyond that the house is in trouble."""
SHED = 0.1
"""So many of all that is asked are refused."""
ENOUGH_CLICKS, ENOUGH_SHED, ENOUGH_PAYMENTS = 20, 20, 5
TRUST = 0.9
"""As much of the leaving is counted on."""


class Mind(msgspec.Struct, frozen=True):
    """`ease`, 0 to 1: how much of the target and of the pace is used. `why`: what it was lowered for. `rested`: seconds
    since. `credit`: places that may be called already. `calm`: seconds since somebody last had to wait."""

    ease: float = BEGINS
    why: str = ""
    rested: float = RESTS
    credit: float = 0.0
    calm: float = 0.0


class Decision(msgspec.Struct, frozen=True):
    """`call` so many places. `why` not more: payments | holds | full | rate, or "" when nothing holds it back."""

    mind: Mind
    call: int
    why: str


def decide(mind: Mind, seen: Seen) -> Decision:
    """What to do in this second. `call` is never more than those who wait, than the target, or than the rate allows;
    0 while paused."""
    seconds = min(max(seen.seconds, 0.0), LONGEST)
    mind = _eased(mind, seen, seconds)
    begun = min(1.0, mind.ease / BEGINS)
    fills, replaces = max(seen.target * mind.ease / FILLS_IN, GENTLE * begun), seen.leaving
    pace = fills + replaces
    rate = seen.per_minute / 60 if seen.per_minute is not None else pace
    allowed = min(pace, rate)
    at_most = max(allowed, 2 * min(fills, rate))  # what could not be called before is no flood afterwards
    credit = min(mind.credit + allowed * seconds, max(1.0, min(at_most, seen.target)))
    fits = room_for(max(seen.target * mind.ease, min(seen.target, FEW) * begun), seen)
    most = min(seen.waiting, seen.target)
    if seen.per_minute is not None:
        most = min(most, seen.per_minute - seen.called_lately)
    call = 0 if seen.paused else max(0, int(min(credit, fits + 0.5, most)))
    why = (
        _why(mind, seen, held_by_rate=rate < pace and rate <= fits, full=fits < allowed) if call < seen.waiting else ""
    )
    return Decision(msgspec.structs.replace(mind, credit=max(0.0, credit - call)), call, why)


def room_for(aim: float, seen: Seen) -> float:
    """How many may be called now so that at no time ahead more than `aim` are expected inside: those inside and those
    who are still to come, less those who leave meanwhile. Below 0 when they are too many already."""
    coming = learn(seen.cohorts)
    return min(_room_at(ahead, aim, seen, coming) for ahead in HORIZONS)


def trouble_of(seen: Seen) -> str:
    """payments · holds · "": what the house suffers from."""
    if _unpaid(seen.payments):
        return "payments"
    holds = seen.holds
    if holds is None:
        return ""
    many = holds.count >= ENOUGH_CLICKS
    slow, denied = many and holds.p95_ms > SLOW_MS, many and holds.denied > DENIED * holds.count
    shed = holds.shed >= ENOUGH_SHED and holds.shed > SHED * (holds.count + holds.shed)
    return "holds" if slow or denied or shed else ""


def _room_at(ahead: float, aim: float, seen: Seen, coming: Coming) -> float:
    leaves = min(TRUST * seen.leaving * ahead, float(seen.inside))
    return (aim - seen.inside - coming.expected(seen.cohorts, ahead) + leaves) / coming.within(0, ahead)


def _unpaid(payments: Payments) -> bool:
    lost = payments.failed + payments.slow
    return lost >= ENOUGH_PAYMENTS and lost > UNPAID * (lost + payments.paid)


def _eased(mind: Mind, seen: Seen, seconds: float) -> Mind:
    """Down at once and by a factor, up little by little, and not by guessing."""
    rested = min(mind.rested + seconds, RESTS)
    if trouble := trouble_of(seen):
        if rested < RESTS:
            return msgspec.structs.replace(mind, rested=rested)
        return msgspec.structs.replace(mind, ease=max(LEAST, mind.ease * _cut(seen)), why=trouble, rested=0.0)
    up_to = 1.0 if seen.holds is not None else max(BLIND, mind.ease)
    ease = mind.ease if seen.paused else min(up_to, mind.ease + RISES * seconds)
    return msgspec.structs.replace(mind, ease=ease, rested=rested, why="" if ease >= 1.0 else mind.why)


def _cut(seen: Seen) -> float:
    """Clicks that are a little slow ask for a little less."""
    if seen.holds is None or seen.holds.p95_ms <= SLOW_MS or _unpaid(seen.payments):
        return CUT
    return max(CUT, SLOW_MS / seen.holds.p95_ms)


def _why(mind: Mind, seen: Seen, *, held_by_rate: bool, full: bool) -> str:
    if seen.paused:
        return ""
    return mind.why or ("rate" if held_by_rate else "full" if full else "")
