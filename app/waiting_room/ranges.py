"""How long it takes, in words no surer than the house is: the same as assets/js/waiting/view/wait_estimate.js."""

import math
from collections.abc import Callable

HOUR_MINUTES = 60


def wait_estimate_text(ahead: int, slow: float, fast: float) -> str:
    """For so many people ahead, when at least `slow` and at most `fast` places are called a minute; 0 is unknown."""
    if ahead <= 0:
        return "You are next."
    if not slow > 0 or not fast > 0:
        return "We do not know yet how long it takes."
    least, most = _coarse(ahead / fast, math.floor), _coarse(ahead / slow - 1e-9, math.ceil)
    if least >= 2 * HOUR_MINUTES:
        return "More than two hours."
    if least >= HOUR_MINUTES:
        return "More than an hour."
    if most > 3 * HOUR_MINUTES:
        return f"At least {_minutes(max(1, least))}, we cannot say closer."
    if least < 1:
        return "Less than a minute." if most <= 1 else f"Up to {_minutes(most)}."
    return f"About {_minutes(most) if least == most else f'{least} to {_minutes(most)}'}."


def _coarse(number: float, rounded: Callable[[float], int]) -> int:
    """Whole minutes; above twenty in fives."""
    whole = rounded(number)
    return whole if whole <= 20 else rounded(number / 5) * 5


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
