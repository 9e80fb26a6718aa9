"""The seats that one address holds at one performance, as one process knows them."""

from typing import NamedTuple

SHARED_FROM = 16
"""Seats from which on a process shares the count of an address, so that a household costs no call of Redis."""
CLAIMS_PER_SECOND = 10_000
"""Claims of one address that a process reads from Redis in a second; an address with more is shared less often."""


class HeldUntil(NamedTuple):
    """A number of seats, and the Unix time at which their hold ends."""

    seats: int
    end: float


NOTHING = HeldUntil(0, 0.0)


class AddressCount:
    """The seats held at one performance from one address.

    `claims`: what each person holds and each pending order keeps. One of 0 seats was released: it stays until its end,
    so that it replaces what other processes know. `unshared`: the claims that Redis does not have. `outdated`: those
    that Redis can drop. `pending`: seats of requests that run in this process at this moment. `replacing`: persons who
    replace seats of their own at this moment. `share_from`: seats from which on it is shared. `is_shared`: Redis has
    claims of it, so what makes room must be shared too. `share_at`: when it may be shared again."""

    def __init__(self) -> None:
        self.claims: dict[str, HeldUntil] = {}
        self.unshared: dict[str, HeldUntil] = {}
        self.outdated: set[str] = set()
        self.pending = 0
        self.replacing: set[str] = set()
        self.share_from = SHARED_FROM
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

    def set(self, name: str, held: HeldUntil) -> None:
        """Set a claim, to be shared."""
        self._total += held.seats - self.claims.get(name, NOTHING).seats
        self._total_until = min(self._total_until, held.end)
        self.claims[name] = self.unshared[name] = held

    def merge(self, shared: dict[str, HeldUntil], now: float) -> None:
        """Replace the claims by those of Redis, except for the ones that changed here since. What Redis has lost is
        shared again."""
        self.outdated = {name for name, held in shared.items() if held.end <= now}
        self.unshared = {name: held for name, held in self.claims.items() if name not in shared} | self.unshared
        self.claims = shared | self.unshared
        self.is_shared = bool(self.claims)
        self.share_at = now + len(self.claims) / CLAIMS_PER_SECOND
        self._total_until = float("-inf")  # count again
