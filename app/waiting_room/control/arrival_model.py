"""Who is called does not always come, or not at once. How likely is it, and when? Learned from the calls of the last
minutes, starting careful: a place that nothing is known of yet is taken for one whose fan comes soon."""

import math
from collections.abc import Sequence

from app.waiting_room.control.seen import BIN_COUNT, BIN_ENDS, Cohort

PRIOR_SHARES = (0.8, 0.5, 0.3, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2)
"""Of those that have not come before a bin, how many come within it, before anything is known."""
PRIOR_WEIGHT = 10.0
"""As much as so many places that were seen."""
LAST_BIN_SECONDS = 320.0
"""Seconds the last bin is taken to be long."""
BIN_STARTS = (0, *BIN_ENDS)
BIN_WIDTHS = tuple(
    end - begin for begin, end in zip(BIN_STARTS, (*BIN_ENDS, BIN_ENDS[-1] + LAST_BIN_SECONDS), strict=True)
)


class ArrivalModel(list[float]):
    """For each bin how many times a second a place that is out would come."""

    def probability_within(self, age: float, seconds: float) -> float:
        """How likely a place that was called `age` seconds ago, and has not come, comes in the next `seconds`."""
        total = 0.0
        for begin, width, rate in zip(BIN_STARTS, BIN_WIDTHS, self, strict=True):
            overlap = min(begin + width, age + seconds) - max(begin, age)
            total += rate * max(0.0, overlap)
        return 1.0 - math.exp(-total)

    def expected_arrivals(self, cohorts: Sequence[Cohort], seconds: float) -> float:
        """How many of all that are out come in the next `seconds`."""
        ages = (begin + width / 2 for begin, width in zip(BIN_STARTS, BIN_WIDTHS, strict=True))
        return sum(
            cohort.pending * self.probability_within(age, seconds) for age, cohort in zip(ages, cohorts, strict=True)
        )


def fit(cohorts: Sequence[Cohort]) -> ArrivalModel:
    """From the cohorts that have a whole bin behind them, how many of those still out came within it; for the first,
    the youngest too: whoever comes at once is seen at once."""
    rates = ArrivalModel()
    for n in range(BIN_COUNT):
        older = cohorts[n + 1 :] if n else cohorts
        came = sum(cohort.arrived[n] for cohort in older)
        out = sum(max(0, cohort.size - cohort.gave_up - sum(cohort.arrived[:n])) for cohort in cohorts[n + 1 :])
        out += cohorts[0].arrived[0] if n == 0 else 0
        share = (came + PRIOR_SHARES[n] * PRIOR_WEIGHT) / (out + PRIOR_WEIGHT)
        rates.append(-math.log(1.0 - min(share, 0.98)) / BIN_WIDTHS[n])
    return rates
