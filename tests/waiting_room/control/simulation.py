"""A simulation of a sale for the controller: fans who come late or never, and a clock that advances by seconds."""

import heapq
import random
from collections.abc import Callable

import msgspec

from app.waiting_room.control.admission_controller import ControllerState, Decision, decide
from app.waiting_room.control.measurements import BIN_COUNT, BIN_ENDS, Cohort, ControllerInput, HoldStats, PaymentStats

COME_IN_SECONDS = 600
"""How long a called place is kept."""


def bin_index(seconds: float) -> int:
    """Return the index of the bin of an age in seconds."""
    return next((n for n, end in enumerate(BIN_ENDS) if seconds < end), BIN_COUNT - 1)


class Fans(msgspec.Struct, frozen=True):
    """How fans behave. `no_shows`: share of fans who never come; `late`: share who come minutes after their call;
    `shop_seconds`: how long they stay on average."""

    no_shows: float = 0.3
    late: float = 0.1
    shop_seconds: float = 240


class Simulation:
    """A simulated room. `fans`: fields of Fans. `inside`, `called`, `reasons`: one entry per second. `turned_away`: how
    often a fan found the room full."""

    def __init__(self, target: int, *, waiting: int = 100_000, seed: int = 1, **fans: float) -> None:
        self.random = random.Random(seed)
        self.target, self.waiting, self.fans = target, waiting, Fans(**fans)
        self.state, self.now = ControllerState(), 0
        self.calls: list[list[int]] = []  # second of the call, size, arrivals by bin
        self.arrivals: list[tuple[float, int]] = []  # time, index of the call
        self.departures: list[float] = []
        self.departed: list[int] = []
        self.inside: list[int] = []
        self.called: list[int] = []
        self.reasons: list[str] = []
        self.turned_away = 0
        self.per_minute: int | None = None
        self.paused = False
        self.holds: HoldStats | None = HoldStats()
        self.payments = PaymentStats()

    @property
    def max_inside(self) -> int:
        """The most fans that the room admits."""
        return self.target * 105 // 100

    def run(
        self, seconds: int, each: Callable[["Simulation"], None] | None = None, *, worker: bool = True
    ) -> "Simulation":
        """Simulate so many seconds; call `each` in every one. Without a worker fans come and leave, none is called."""
        for _ in range(seconds):
            self.now += 1
            if each:
                each(self)
            self._depart()
            self._admit()
            decision = self._tick() if worker else None
            self.called.append(decision.call_count if decision else 0)
            self.reasons.append(decision.reason if decision else "")
            self.inside.append(len(self.departures))
        return self

    def controller_input(self) -> ControllerInput:
        """Build the input of the controller, as it would be measured from rows."""
        cohorts = [[0, *[0] * BIN_COUNT] for _ in range(BIN_COUNT)]
        for at, size, *came in self.calls:
            age = self.now - at
            if age < COME_IN_SECONDS:
                cohort = cohorts[bin_index(age)]
                cohort[0] += size
                for n, count in enumerate(came):
                    cohort[1 + n] += count
        return ControllerInput(
            target=self.target,
            inside=len(self.departures),
            waiting=self.waiting,
            leaving_per_second=sum(self.departed[-10:]) / 10,
            per_minute=self.per_minute,
            paused=self.paused,
            called_last_minute=sum(self.called[-59:]),
            cohorts=[Cohort(size, 0, came) for size, *came in cohorts],
            holds=self.holds,
            payments=self.payments,
        )

    def _tick(self) -> Decision:
        decision = decide(self.state, self.controller_input())
        stored = msgspec.json.encode(decision.state)
        self.state = msgspec.json.decode(stored, type=ControllerState)  # as another worker would read it
        if decision.call_count:
            self.waiting -= decision.call_count
            self.calls.append([self.now, decision.call_count, *[0] * BIN_COUNT])
            for _ in range(decision.call_count):
                self._schedule_arrival(len(self.calls) - 1)
        return decision

    def _schedule_arrival(self, call: int) -> None:
        luck = self.random.random()
        if luck < self.fans.no_shows:
            return
        late = luck < self.fans.no_shows + self.fans.late
        delay = self.random.expovariate(1 / 120) if late else 0.3 + self.random.expovariate(1 / 1.5)
        heapq.heappush(self.arrivals, (self.now + delay, call))

    def _admit(self) -> None:
        """Admit fans who arrive, up to the hard limit; others try again two seconds later."""
        while self.arrivals and self.arrivals[0][0] <= self.now:
            at, call = heapq.heappop(self.arrivals)
            if self.now - self.calls[call][0] >= COME_IN_SECONDS:
                continue
            if len(self.departures) >= self.max_inside:
                self.turned_away += 1
                heapq.heappush(self.arrivals, (at + 2, call))
                continue
            self.calls[call][2 + bin_index(at - self.calls[call][0])] += 1
            heapq.heappush(self.departures, self.now + min(self.random.expovariate(1 / self.fans.shop_seconds), 1200.0))

    def _depart(self) -> None:
        before = len(self.departures)
        while self.departures and self.departures[0] <= self.now:
            heapq.heappop(self.departures)
        self.departed.append(before - len(self.departures))
