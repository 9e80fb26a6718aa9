"""A model of the visits of fans inside: what they cost the servers, and when they leave, by the age of the visit.

Learned from the last minutes, by bins of age: a fan who has just come in loads the map, one who orders is some minutes
old. So it also tells what the fans who are inside now will still cost."""

import math
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from app.waiting_room.control.arrival_model import BIN_STARTS, BIN_WIDTHS
from app.waiting_room.control.measurements import BIN_COUNT, BIN_ENDS

HALF_LIFE_SECONDS = 60.0
"""After this time an observation has half its weight."""
PRIOR_SECONDS = 20.0
"""Weight of the mean of all bins in each bin, in seconds of visits."""
MIN_SECONDS = 30.0
"""Seconds of visits from which the model is used."""
FIRST_COST = 0.003
"""Until then: seconds of the event loop that a visit is assumed to cost per second, about those of a fan who has just
come in, so that the first rooms of all do not fill blindly."""
MAX_PENDING = 10
"""Ticks whose costs are awaited; older ones are dropped."""
SAMPLES = 8
"""Points at which the load of fans who arrive one after the other is averaged."""
NO_COUNTS = (0.0,) * BIN_COUNT


class Stay(msgspec.Struct, frozen=True, array_like=True):
    """What a tick saw, until the costs of its second are known. `second`: Unix time; `stayed`: seconds that fans were
    inside; `left`: how many left, both by age."""

    second: int
    stayed: Sequence[float]
    left: Sequence[float]


class VisitSums(msgspec.Struct, frozen=True):
    """What was observed, by bin of age, with decaying weight. `stayed`, `left`: as in Stay; `cost`: seconds of the
    event loops that requests used. `second`: the latest one (Unix time) in it; `pending`: ticks that are not in it."""

    stayed: Sequence[float] = NO_COUNTS
    cost: Sequence[float] = NO_COUNTS
    left: Sequence[float] = NO_COUNTS
    second: int = 0
    pending: Sequence[Stay] = ()


def add_observation(sums: VisitSums, stay: Stay, costs: dict[int, list[float]]) -> VisitSums:
    """Add what a tick saw. `costs`: second → seconds of the event loops by age, for the seconds whose costs are known.

    Costs are known some seconds later, so they are added with the fans who were inside then: costs of seconds of which
    no tick tells are not added, and ticks whose costs will not be known are dropped. While no fan is inside, nothing is
    learned and nothing is forgotten. If `sums.second` is ahead of the clock, since the clock was, this begins again at
    the time of the clock."""
    if not costs:
        return msgspec.structs.replace(sums, pending=())
    known = max(costs)
    if known < sums.second - MAX_PENDING:
        sums = msgspec.structs.replace(sums, second=known, pending=())
    pending = [*sums.pending, stay][-MAX_PENDING:]
    if known <= sums.second:
        return msgspec.structs.replace(sums, pending=pending)
    settled = [one for one in pending if min(costs) <= one.second <= known]
    if not any(sum(one.stayed) for one in settled):  # no one was inside, or no tick tells of these seconds
        return msgspec.structs.replace(sums, second=known, pending=[one for one in pending if one.second > known])
    new_costs = [costs[second] for second in costs if second > sums.second]
    decay = 0.5 ** (min(known - sums.second, len(costs)) / HALF_LIFE_SECONDS)  # not for a time in which no one looked
    return VisitSums(
        _add(sums.stayed, decay, [one.stayed for one in settled]),
        _add(sums.cost, decay, new_costs),
        _add(sums.left, decay, [one.left for one in settled]),
        known,
        [one for one in pending if one.second > known],
    )


def _add(past: Sequence[float], decay: float, new: Sequence[Sequence[float]]) -> list[float]:
    return [decay * before + sum(counts[n] for counts in new) for n, before in enumerate(past)]


class VisitModel:
    """The rates of a visit, by bin of age: seconds of the event loop that it costs per second, and the rate at which
    fans leave, per second. `known`: whether enough was observed."""

    def __init__(self, sums: VisitSums) -> None:
        total = sum(sums.stayed)
        self.known = total >= MIN_SECONDS and sum(sums.cost) > 0
        self.cost = self._rates(sums.cost, sums.stayed, total) if total >= MIN_SECONDS else [FIRST_COST] * BIN_COUNT
        self.leave = self._rates(sums.left, sums.stayed, total)

    @staticmethod
    def _rates(events: Sequence[float], stayed: Sequence[float], total: float) -> list[float]:
        mean = sum(events) / max(total, PRIOR_SECONDS)
        return [
            (event + PRIOR_SECONDS * mean) / (seconds + PRIOR_SECONDS)
            for event, seconds in zip(events, stayed, strict=True)
        ]

    def load_inside(self, inside: Sequence[int], seconds: float) -> float:
        """Return the load, in event loops, that the fans who are `inside` now, by age, will cause in `seconds`."""
        middles = [start + width / 2 for start, width in zip(BIN_STARTS, BIN_WIDTHS, strict=True)]
        return sum(
            count * self._remains(age, seconds) * self._cost_at(age + seconds)
            for count, age in zip(inside, middles, strict=True)
        )

    def load_per_arrival(self, seconds: float) -> float:
        """Return the mean load in `seconds` of a fan who comes in at a random moment until then."""
        ages = [seconds * (n + 0.5) / SAMPLES for n in range(SAMPLES)]
        return sum(self._remains(0, age) * self._cost_at(age) for age in ages) / SAMPLES

    def _cost_at(self, age: float) -> float:
        return self.cost[bisect_right(BIN_ENDS, age)]

    def _remains(self, age: float, seconds: float) -> float:
        """Return the probability that a fan of this age is still inside after `seconds`."""
        total = 0.0
        for start, width, rate in zip(BIN_STARTS, BIN_WIDTHS, self.leave, strict=True):
            total += rate * max(0.0, min(start + width, age + seconds) - max(start, age))
        return math.exp(-total)
