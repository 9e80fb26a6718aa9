"""What the controller is told of the house each second. Counts only: who they are is none of its business."""

from collections.abc import Sequence

import msgspec

BIN_ENDS = (2, 5, 10, 20, 40, 80, 160, 320)
"""Seconds since a place was called: the ends of all bins but the last, which has none."""
BIN_COUNT = len(BIN_ENDS) + 1


class Cohort(msgspec.Struct, frozen=True):
    """The places of which the call is about equally old: how many were called, how many of those were given up, and how
    many came in, by how long that took them."""

    size: int = 0
    gave_up: int = 0
    arrived: Sequence[int] = (0,) * BIN_COUNT

    @property
    def pending(self) -> int:
        """Those that may still come."""
        return max(0, self.size - self.gave_up - sum(self.arrived))


class HoldStats(msgspec.Struct, frozen=True):
    """The last ten seconds of the whole house: clicks on seats, how many of them lost to somebody else (`denied`), how
    long the slowest twentieth took at least, and requests of shoppers refused because there were too many (`shed`)."""

    count: int = 0
    p95_ms: float = 0.0
    denied: int = 0
    shed: int = 0


class PaymentStats(msgspec.Struct, frozen=True):
    """The last two minutes: paid, refused by the bank, and those that wait for an answer longer than they should."""

    paid: int = 0
    failed: int = 0
    slow: int = 0


class ControllerInput(msgspec.Struct, frozen=True):
    """`seconds` since the last tick. `waiting`: places that could be called. `leaving_per_second`: shoppers who leave
    in a second. `called_last_minute`: places. `cohorts`: by the age of their call, one for each bin. `holds`: None when
    unknown."""

    target: int
    inside: int = 0
    waiting: int = 0
    seconds: float = 1.0
    leaving_per_second: float = 0.0
    per_minute: int | None = None
    paused: bool = False
    called_last_minute: int = 0
    cohorts: Sequence[Cohort] = (Cohort(),) * BIN_COUNT
    holds: HoldStats | None = HoldStats()
    payments: PaymentStats = PaymentStats()
