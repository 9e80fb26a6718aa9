"""A simulation of a sale for the controller: fans who come late or never, and a clock that advances by seconds."""

import heapq
import random
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence

import msgspec

from app.waiting_room.control.admission_controller import ControllerState, Decision, decide
from app.waiting_room.control.measurements import (
    BIN_COUNT,
    BIN_ENDS,
    Cohort,
    ControllerInput,
    FanStats,
    PaymentStats,
    RoomLoad,
)
from app.web.load.site_load import SiteLoad

COME_IN_SECONDS = 600
"""How long a called place is kept."""


def bin_index(seconds: float) -> int:
    """Return the index of the bin of an age in seconds."""
    return bisect_right(BIN_ENDS, seconds)


class Fans(msgspec.Struct, frozen=True):
    """How fans behave. `no_shows`: share of fans who never come; `late`: share who come minutes after their call;
    `shop_seconds`: how long they stay on average."""

    no_shows: float = 0.3
    late: float = 0.1
    shop_seconds: float = 240


class Servers(msgspec.Struct):
    """The servers. `processes`: their event loops; `others`: the load of other requests, in event loops.

    `cost`: seconds of an event loop that a visit costs per second, by bin of its age. What they cannot do in a second
    they do later: `backlog`, seconds of work. `demand`: of the latest second, in event loops."""

    processes: int = 1
    cost: Sequence[float] = (0.0,) * BIN_COUNT
    others: float = 0.0
    backlog: float = 0.0
    demand: float = 0.0

    def work(self, costs: dict[int, float]) -> SiteLoad:
        """Do a second's work; return the load of that second. `costs`: room → seconds."""
        self.demand = sum(costs.values()) + self.others
        self.backlog += self.demand
        use = min(float(self.processes), self.backlog)
        self.backlog -= use
        done = use / self.demand if self.demand > use else 1.0
        visits = {room: done * seconds for room, seconds in costs.items()}
        return SiteLoad(self.processes, use, self.backlog / self.processes, visits)


class Simulation:
    """A simulated room. `fans`: fields of Fans. `inside`, `called`, `reasons`: one entry per second. `turned_away`: how
    often a fan found the room full. `redis`: whether Redis, which has the measurements of fans and servers, answers."""

    def __init__(self, target: int, *, waiting: int = 100_000, seed: int = 1, **fans: float) -> None:
        self.random, self.room = random.Random(seed), seed
        self.target, self.waiting, self.fans = target, waiting, Fans(**fans)
        self.state, self.now = ControllerState(), 0
        self.calls: list[list[int]] = []  # second of the call, size, arrivals by bin
        self.arrivals: list[tuple[float, int]] = []  # time, index of the call
        self.departures: list[tuple[float, float]] = []  # when a fan leaves, and when they came
        self.departed: list[int] = []
        self.left_by_age: deque[list[int]] = deque(maxlen=10)
        self.servers = Servers()
        self.costs: deque[tuple[int, list[float]]] = deque(maxlen=10)
        self.uses: list[float] = []
        self.ages = [0] * BIN_COUNT  # fans inside, by the age of the visit
        self.inside: list[int] = []
        self.called: list[int] = []
        self.reasons: list[str] = []
        self.turned_away = 0
        self.per_minute: int | None = None
        self.paused = False
        self.redis = True
        self.other_rooms: list[RoomLoad] = []
        self.seats = FanStats()
        self.site = SiteLoad(1, 0.0, 0.0)
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
            if each:
                each(self)
            run_second([self], worker=worker)
        return self

    def move_fans(self) -> None:
        """Begin a second: fans leave and come in."""
        self.now += 1
        self._depart()
        self._admit()
        self.ages = self._inside_by_age()

    def decide(self, load: SiteLoad, costs: list[float], *, worker: bool) -> None:
        """End a second, with the load of the servers and the costs of the room's fans in it."""
        self.site = load
        self.costs.append((self.now, costs))
        self.uses.append(load.use)
        decision = self._tick() if worker else None
        self.called.append(decision.call_count if decision else 0)
        self.reasons.append(decision.reason if decision else "")
        self.inside.append(len(self.departures))

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
            room=self.room,
            second=self.now,
            inside_by_age=self.ages,
            waiting=self.waiting,
            left_by_age=[sum(counts) / 10 for counts in zip(*self.left_by_age, strict=True)],
            per_minute=self.per_minute,
            paused=self.paused,
            called_last_minute=sum(self.called[-59:]),
            cohorts=[Cohort(size, 0, came) for size, *came in cohorts],
            fans=self.seats if self.redis else None,
            site=self.site if self.redis else None,
            costs=dict(list(self.costs)[:-1]) if self.redis else {},  # the latest second is not settled
            other_rooms=self.other_rooms,
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
            stay = min(self.random.expovariate(1 / self.fans.shop_seconds), 1200.0)
            heapq.heappush(self.departures, (self.now + stay, self.now))

    def _depart(self) -> None:
        before, ages = len(self.departures), [0] * BIN_COUNT
        while self.departures and self.departures[0][0] <= self.now:
            left, came = heapq.heappop(self.departures)
            ages[bin_index(left - came)] += 1
        self.departed.append(before - len(self.departures))
        self.left_by_age.append(ages)

    def _inside_by_age(self) -> list[int]:
        ages = [0] * BIN_COUNT
        for _, came in self.departures:
            ages[bin_index(self.now - came)] += 1
        return ages


def run_second(rooms: Sequence[Simulation], *, worker: bool = True) -> None:
    """Simulate a second of rooms that share the servers of the first."""
    servers = rooms[0].servers
    for room in rooms:
        room.move_fans()
        room.other_rooms = [other.state.capacity.share for other in rooms if other is not room]
    costs = {room.room: [count * each for count, each in zip(room.ages, servers.cost, strict=True)] for room in rooms}
    load = servers.work({room: sum(by_age) for room, by_age in costs.items()})
    for room in rooms:
        room.decide(load, costs[room.room], worker=worker)
