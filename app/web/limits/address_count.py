"""The seats that one address holds at one performance, as one process knows them."""

from typing import NamedTuple

SHARED_FROM = 16
"""Seats from which on a process shares the count of an address, so that a household costs no call of Redis."""
CLAIMS_PER_SECOND = 2_000
"""Claims of one address that a process reads from Redis in a second; an address with more is shared less often."""
CLAIMS_PER_SEAT = 4
"""Claims that are kept for each seat that an address may hold; beyond that, some that hold nothing are dropped."""
MIN_CLAIMS, DEFAULT_CLAIMS = 64, 1600


class HeldUntil(NamedTuple):
    """A number of seats, the Unix time at which their hold ends, and the one at which this was so.

    Of two values of one claim the one that changed later is true, whichever process knows it. This assumes that the
    clocks of the processes agree better than a person can take and release seats."""

    seats: int
    end: float
    changed: float


NOTHING = HeldUntil(0, 0.0, 0.0)
Claims = dict[str, HeldUntil]


class AddressCount:
    """The seats held at one performance from one address.

    `claims`: what each person holds and each pending order keeps. One of 0 seats was released: it stays until its end,
    so that it replaces what other processes know. `unshared`: the claims that Redis does not have. `outdated`: those
    that Redis can drop. `pending`: seats of requests that run in this process at this moment. `replacing`: persons who
    replace seats of their own at this moment. `share_from`: seats from which on it is shared. `is_shared`: Redis may
    have claims of it, so what makes room must be shared too. `share_at`: when it may be shared again. `max_claims`:
    beyond so many, released ones are dropped."""

    def __init__(self) -> None:
        self.claims: Claims = {}
        self.unshared: Claims = {}
        self.outdated: Claims = {}
        self.pending = 0
        self.replacing: set[str] = set()
        self.share_from = SHARED_FROM
        self.max_claims = DEFAULT_CLAIMS
        self.is_shared = False
        self.share_at = float("-inf")
        self._total = 0
        self._total_until = float("inf")

    def total(self, now: float) -> int:
        """Return the seats held and pending at `now`. Drops claims that have ended."""
        if now >= self._total_until:
            self.claims = {name: held for name, held in self.claims.items() if held.end > now}
            self.unshared = {name: held for name, held in self.unshared.items() if held.end > now}
            self._total = sum(held.seats for held in self.claims.values())
            self._total_until = min((held.end for held in self.claims.values()), default=float("inf"))
        return self._total + self.pending

    def limit(self, maximum: int) -> None:
        """Share and keep as many claims as is right for an address that may hold `maximum` seats."""
        self.share_from = min(SHARED_FROM, max(maximum // 2, 1))
        self.max_claims = max(MIN_CLAIMS, CLAIMS_PER_SEAT * maximum)

    def set(self, name: str, seats: int, end: float, now: float) -> None:
        """Set a claim as it was at `now`, to be shared. One that has changed since stays."""
        known = self.claims.get(name, NOTHING)
        if now < known.changed:
            return
        held = HeldUntil(seats, end, now)
        self._total += seats - known.seats
        self._total_until = min(self._total_until, end)
        self.claims[name] = self.unshared[name] = held
        self._drop_released()

    def merge(self, shared: Claims, now: float) -> None:
        """Take over the claims of Redis that are newer. What is newer here, or lost there, is shared again."""
        self.outdated = {name: held for name, held in shared.items() if held.end <= now}
        self.unshared = {
            name: held for name, held in self.claims.items() if held.changed > shared.get(name, NOTHING).changed
        }
        self.claims = shared | self.unshared
        self.is_shared = bool(self.claims)
        self.share_at = now + len(self.claims) / CLAIMS_PER_SECOND
        self._total_until = float("-inf")  # count again
        self.outdated |= self._drop_released()

    def _drop_released(self) -> Claims:
        """Drop half of the claims of 0 seats, or more, if there are too many claims: those that end first. Returns
        them."""
        excess = len(self.claims) - self.max_claims
        if excess <= 0:
            return {}
        released = sorted((item for item in self.claims.items() if not item[1].seats), key=lambda item: item[1].end)
        dropped = dict(released[: max(excess, len(released) // 2)])
        for name in dropped:
            del self.claims[name]
            self.unshared.pop(name, None)
        return dropped
