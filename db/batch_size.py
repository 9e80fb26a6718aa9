"""How many facts or rows a batch has, so that it takes about as long as it should, and the pause after one of many."""

import asyncio

MOST = 2000
FIRST = 8
TRANSACTION_SECONDS = 0.008
"""Seconds that a batch inside a transaction should take: an open one holds back every map."""
OUTSIDE_SECONDS = 0.25
"""Seconds that a batch outside a transaction should take: as much is repeated after a crash."""
FIRST_OVERHEAD = 0.002
OVERHEAD_GROWTH = 1.05


class BatchSize:
    """The largest number of facts or rows for the next batch, between 1 and MOST. `target`: the seconds it should take.

    Each batch has a cost that does not depend on its size: the shortest time that was lately measured. Smaller batches
    do not help against it, so at least half of the target is for what is in them."""

    def __init__(self, target: float = TRANSACTION_SECONDS) -> None:
        self.target = target
        self.limit = FIRST
        self._overhead = FIRST_OVERHEAD

    def add(self, count: int, seconds: float, *, more: bool) -> None:
        """Learn from a batch of `count` that took `seconds`. `more`: there was more than fitted into it.

        A slow batch makes the next one smaller in proportion; a fast one makes it at most twice as large, and only if
        there was more: a small batch says little about the time of a large one."""
        if count == 0:
            return
        self._overhead = min(self._overhead * OVERHEAD_GROWTH, seconds)
        each = max(seconds - self._overhead, 1e-9) / count
        fitting = int(max(self.target - self._overhead, self.target / 2) / each)
        if fitting < self.limit and seconds > self.target:
            self.limit = max(1, fitting)
        elif more:
            self.limit = max(self.limit, min(fitting, 2 * self.limit, MOST))

    def halve(self) -> None:
        """Make the next batch half as large."""
        self.limit = max(1, self.limit // 2)


async def leave_time_to_others(seconds: float) -> None:
    """Pause after a batch of long work that took so many seconds, for as long: sales and maps go on as before."""
    await asyncio.sleep(seconds)
