"""A simulated evening: fans who come late or never, shoppers who take their time, and a clock that jumps a second."""

import heapq
import random
from collections.abc import Callable

import msgspec

from app.waiting_room.control.admission_controller import Decision, Mind, decide
from app.waiting_room.control.seen import AGES, BINS, Cohort, Holds, Payments, Seen

COMES_WITHIN = 600
"""Seconds a called place is kept."""


def bin_of(seconds: float) -> int:
    """The bin of this age."""
    return next((n for n, end in enumerate(AGES) if seconds < end), BINS - 1)


class Evening:
    """A room before a house. `no_shows`: the share of fans who never come; `asleep`: who come minutes after their call;
    `shops`: seconds they stay on average. `inside`, `called`, `turned_away`: second by second."""

    def __init__(
        self, target: int, *, waiting: int = 100_000, no_shows: float = 0.3, asleep: float = 0.1, shops: float = 240,
        seed: int = 1,
    ) -> None:  # fmt: skip
        self.chance = random.Random(seed)
        self.target, self.waiting = target, waiting
        self.no_shows, self.asleep, self.shops = no_shows, asleep, shops
        self.mind, self.now = Mind(), 0
        self.calls: list[list[int]] = []  # second, size, came by bin
        self.coming: list[tuple[float, int]] = []  # when, which call
        self.leaves: list[float] = []
        self.left: list[int] = []
        self.inside: list[int] = []
        self.called: list[int] = []
        self.whys: list[str] = []
        self.turned_away = 0
        self.per_minute: int | None = None
        self.paused = False
        self.holds: Holds | None = Holds()
        self.payments = Payments()

    @property
    def most(self) -> int:
        """As many as the door lets in."""
        return self.target * 105 // 100

    def run(self, seconds: int, each: Callable[["Evening"], None] | None = None, *, worker: bool = True) -> "Evening":
        """So many seconds; without a worker nobody is called, and all others go on."""
        for _ in range(seconds):
            self.now += 1
            if each:
                each(self)
            self._leave()
            self._come()
            decision = self._look() if worker else None
            self.called.append(decision.call if decision else 0)
            self.whys.append(decision.why if decision else "")
            self.inside.append(len(self.leaves))
        return self

    def seen(self) -> Seen:
        """As the house's rows would have it."""
        cohorts = [[0, *[0] * BINS] for _ in range(BINS)]
        for at, size, *came in self.calls:
            age = self.now - at
            if age < COMES_WITHIN:
                into = cohorts[bin_of(age)]
                into[0] += size
                for n, many in enumerate(came):
                    into[1 + n] += many
        return Seen(
            target=self.target, inside=len(self.leaves), waiting=self.waiting, per_minute=self.per_minute,
            paused=self.paused, leaving=sum(self.left[-10:]) / 10, called_lately=sum(self.called[-59:]),
            cohorts=[Cohort(size, 0, came) for size, *came in cohorts], holds=self.holds, payments=self.payments,
        )  # fmt: skip

    def _look(self) -> Decision:
        decision = decide(self.mind, self.seen())
        self.mind = msgspec.json.decode(msgspec.json.encode(decision.mind), type=Mind)  # as the next worker reads it
        if decision.call:
            self.waiting -= decision.call
            self.calls.append([self.now, decision.call, *[0] * BINS])
            for _ in range(decision.call):
                self._wake(len(self.calls) - 1)
        return decision

    def _wake(self, call: int) -> None:
        luck = self.chance.random()
        if luck < self.no_shows:
            return
        late = luck < self.no_shows + self.asleep
        delay = self.chance.expovariate(1 / 120) if late else 0.3 + self.chance.expovariate(1 / 1.5)
        heapq.heappush(self.coming, (self.now + delay, call))

    def _come(self) -> None:
        """The door is the hard stop: who is turned away comes again two seconds later."""
        while self.coming and self.coming[0][0] <= self.now:
            at, call = heapq.heappop(self.coming)
            if self.now - self.calls[call][0] >= COMES_WITHIN:
                continue
            if len(self.leaves) >= self.most:
                self.turned_away += 1
                heapq.heappush(self.coming, (at + 2, call))
                continue
            self.calls[call][2 + bin_of(at - self.calls[call][0])] += 1
            heapq.heappush(self.leaves, self.now + min(self.chance.expovariate(1 / self.shops), 1200.0))

    def _leave(self) -> None:
        before = len(self.leaves)
        while self.leaves and self.leaves[0] <= self.now:
            heapq.heappop(self.leaves)
        self.left.append(before - len(self.leaves))
