"""A model of how many called fans come in, and when: one arrival rate for each bin of age, learned from recent calls.

The prior is careful: it assumes that most fans come soon (PRIOR_SHARES, with the weight of ten observed places)."""

import math
from collections.abc import Sequence

from app.waiting_room.control.measurements import BIN_COUNT, BIN_ENDS, Cohort

PRIOR_SHARES = (0.8, 0.5, 0.3, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2)
"""The prior: for each bin, which share of the places that are pending at its start come in within it."""
PRIOR_WEIGHT = 10.0
"""How many observed places the prior counts as."""
LAST_BIN_SECONDS = 320.0
"""The length assumed for the last bin, which has no end."""
MAX_SHARE = 0.98
"""Upper limit of a learned share, because a share of 1 would be an infinite rate."""
BIN_STARTS = (0, *BIN_ENDS)
BIN_WIDTHS = tuple(
    end - start for start, end in zip(BIN_STARTS, (*BIN_ENDS, BIN_ENDS[-1] + LAST_BIN_SECONDS), strict=True)
)


class ArrivalModel(list[float]):
    """The arrival rate (hazard rate) of a pending place in each bin, per second."""

    def probability_within(self, age: float, seconds: float) -> float:
        """Return the probability that a pending place, called `age` seconds ago, comes in within the next `seconds`."""
        total = 0.0
        for start, width, rate in zip(BIN_STARTS, BIN_WIDTHS, self, strict=True):
            overlap = min(start + width, age + seconds) - max(start, age)
            total += rate * max(0.0, overlap)
        return 1.0 - math.exp(-total)

    def expected_arrivals(self, cohorts: Sequence[Cohort], seconds: float) -> float:
        """Return how many of the pending places are expected to come in within the next `seconds`."""
        ages = (start + width / 2 for start, width in zip(BIN_STARTS, BIN_WIDTHS, strict=True))
        return sum(
            cohort.pending * self.probability_within(age, seconds) for age, cohort in zip(ages, cohorts, strict=True)
        )


def fit_arrival_model(cohorts: Sequence[Cohort]) -> ArrivalModel:
    """Learn the rate of each bin from the cohorts that are older than the bin.

    In the first bin the arrivals of the youngest cohort count too, so that quick arrivals have an effect at once."""
    rates = ArrivalModel()
    for n in range(BIN_COUNT):
        older = cohorts[n + 1 :] if n else cohorts
        came = sum(cohort.arrived[n] for cohort in older)
        pending = sum(max(0, cohort.size - cohort.gave_up - sum(cohort.arrived[:n])) for cohort in cohorts[n + 1 :])
        pending += cohorts[0].arrived[0] if n == 0 else 0
        share = (came + PRIOR_SHARES[n] * PRIOR_WEIGHT) / (pending + PRIOR_WEIGHT)
        rates.append(-math.log(1.0 - min(share, MAX_SHARE)) / BIN_WIDTHS[n])
    return rates
