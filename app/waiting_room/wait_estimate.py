"""The expected wait as a sentence, the same as in assets/js/waiting/view/wait_estimate.js."""

import math
from collections.abc import Callable

from app.language.messages import Message, message, plural

HOUR_MINUTES = 60


def wait_estimate_text(ahead: int, slow: float, fast: float) -> Message:
    """Return how long the wait is, no more exactly than it is known.

    `ahead`: people ahead. `slow`, `fast`: lowest and highest expected rate, in places called a minute; 0 if unknown."""
    if ahead <= 0:
        return message("You are next.")
    if not slow > 0 or not fast > 0:
        return message("We do not know yet how long it takes.")
    least, most = _round_minutes(ahead / fast, math.floor), _round_minutes(ahead / slow - 1e-9, math.ceil)
    if least >= 2 * HOUR_MINUTES:
        return message("More than two hours.")
    if least >= HOUR_MINUTES:
        return message("More than an hour.")
    if most > 3 * HOUR_MINUTES:
        return plural(
            "At least {count} minute, we cannot say closer.",
            "At least {count} minutes, we cannot say closer.",
            max(1, least),
        )
    if least < 1:
        return (
            message("Less than a minute.")
            if most <= 1
            else plural("Up to {count} minute.", "Up to {count} minutes.", most)
        )
    if least == most:
        return plural("About {count} minute.", "About {count} minutes.", most)
    return plural("About {least} to {count} minute.", "About {least} to {count} minutes.", most, least=least)


def _round_minutes(minutes: float, to_int: Callable[[float], int]) -> int:
    """Round with `to_int` (floor or ceil) to whole minutes, above twenty to multiples of five."""
    rounded = to_int(minutes)
    return rounded if rounded <= 20 else to_int(minutes / 5) * 5
