"""How many facts a consumer is given at once, so that a batch takes about as long as it should."""

MOST = 2000
FIRST = 8
TRANSACTION_SECONDS = 0.008
"""Seconds that a batch inside a transaction should take: an open one holds back every map."""
OUTSIDE_SECONDS = 0.25
"""Seconds that a batch outside a transaction should take: as much is repeated after a crash."""


FIRST_OVERHEAD = 0.002
OVERHEAD_GROWTH = 1.05


class BatchSize:
    """The largest number of facts for the next batch, between 1 and MOST. `target`: how many seconds it should take.

    Each batch has a cost that does not depend on its size: the shortest time that was lately measured. Smaller batches
    do not help against it, so at least half of the target is for the facts."""

    def __init__(self, target: float = TRANSACTION_SECONDS) -> None:
        self.target = target
        self.facts = FIRST
        self._overhead = FIRST_OVERHEAD

    def add(self, facts: int, seconds: float, *, more: bool) -> None:
        """Learn from a batch of `facts` that took `seconds`. `more`: there were more facts than fitted into it.

        A slow batch makes the next one smaller in proportion; a fast one makes it at most twice as large, and only if
        there were more facts: a small batch says little about the time of a large one."""
        if facts == 0:
            return
        self._overhead = min(self._overhead * OVERHEAD_GROWTH, seconds)
        each = max(seconds - self._overhead, 1e-9) / facts
        fitting = int(max(self.target - self._overhead, self.target / 2) / each)
        if fitting < self.facts and seconds > self.target:
            self.facts = max(1, fitting)
        elif more:
            self.facts = max(self.facts, min(fitting, 2 * self.facts, MOST))

    def halve(self) -> None:
        """Make the next batch half as large."""
        self.facts = max(1, self.facts // 2)
