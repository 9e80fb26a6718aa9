"""The pressure on a web process, from measurements, and the decision whether it takes one more request.

Three signals: how long the requests in progress will still occupy the event loop (they would drain in that time), how
late the event loop runs what is due, and how long statements wait for a connection. The second and third are judged by
CoDel. The reasoning is that of the SRE book (Beyer and others, 2016, chapter 21, Handling Overload): refuse early, by
the resource that runs out and not by a number of requests, and refuse what matters least first. It differs from a
gradient limit (Netflix, concurrency-limits), which adapts a number of requests in progress to their latency: a slow
payment provider would look like an overload."""

from typing import NamedTuple

from app.web.load.codel import Codel
from app.web.load.request_meter import RequestMeter

DRAIN_SECONDS = 2.0
"""Newcomers are refused when what is in progress needs longer than this to drain."""
LOOP_DELAY_TARGET, CONNECTION_WAIT_TARGET = 0.15, 0.3
"""Seconds that the event loop may be late, and that a statement may wait for a connection, for a whole interval."""
INTERVAL = 2.0
"""Seconds of CoDel's interval: as long as a burst may take that is served whole."""
MAX_IN_PROGRESS = {
    "downloads": 1_000,
    "newcomers": 2_000,
    "joins": 3_000,
    "inside": 4_000,
    "orders": 4_000,
    "staff": 4_000,
}
"""A request of each kind is taken while fewer are in progress in this process, of all kinds: a bound for the memory,
which newcomers reach first, then joins. Joins wait together for one statement, so many of them may be in progress."""
MAX_WAITING = 2_000
"""Beside those in progress: requests that wait for others, which cost memory, not time."""
WAITING_KINDS = ("orders", "downloads")
"""The kinds of requests that wait for others: for a payment provider, or for a reader."""
PATIENCE = {"downloads": 0.5, "newcomers": 1.0, "joins": 1.0, "inside": 2.0, "orders": 1.0, "staff": 2.0}
"""The limits of each kind of request, as multiples of those of newcomers."""
OWN_SECONDS = {"downloads": 0.0, "newcomers": 0.0, "joins": 0.5, "inside": 1.0, "orders": 1.0, "staff": 1.0}
"""Each kind's own share: up to MAX_IN_PROGRESS, so many processor seconds of its requests may be in progress however
long those of other kinds take and however late the event loop is."""
MAX_OVERHEAD, OVERHEAD_WEIGHT, MIN_METERED = 3.0, 0.2, 0.3
"""The most that the event loop is assumed to need for one second of metered requests, and to wait for one second on a
core; the weight of the latest second in that, which is smaller for one with less than MIN_METERED seconds of requests:
the timers of an idle process prove nothing."""
MAX_VISIT_OVERHEAD = 1.3
"""The most of it that counts as cost of a visit: reading the request, sending the response, receiving rows. More than
that is work for others, such as refusals and assets, which are not metered."""


class PressureReading(NamedTuple):
    """The signals of a moment, in seconds. `drain`: to finish what is in progress; `delay`: by which the event loop is
    late; `wait`: for a connection. `in_progress`: requests."""

    drain: float
    delay: float
    wait: float
    in_progress: int


class Pressure:
    """The signals of this process. `meter`: its requests in progress."""

    def __init__(self, meter: RequestMeter | None = None) -> None:
        self.meter = meter or RequestMeter()
        self.overhead = 1.0
        self.delay = self.wait = 0.0
        self._judges = {
            patience: (
                Codel(patience * LOOP_DELAY_TARGET, INTERVAL),
                Codel(patience * CONNECTION_WAIT_TARGET, INTERVAL),
            )
            for patience in set(PATIENCE.values())
        }

    def observe(self, delay: float, wait: float, now: float) -> None:
        """Take one sample of the two delays, in seconds. `now`: seconds of a monotonic clock."""
        self.delay, self.wait = delay, wait
        for loop_delay, connection_wait in self._judges.values():
            loop_delay.observe(delay, now)
            connection_wait.observe(wait, now)

    def learn_overhead(self, ran: float, busy: float, metered: float) -> None:
        """Learn how much the event loop does beside the metered requests, such as reading from sockets, and by how much
        other processes on its cores slow it down.

        `ran`, `metered`: processor seconds of the loop, and of its requests, in the same time; `busy`: seconds in which
        the loop ran or was ready to run."""
        if metered > 0 and ran > 0:
            weight = OVERHEAD_WEIGHT * min(1.0, metered / MIN_METERED)
            self.overhead += weight * (min(MAX_OVERHEAD, max(1.0, ran / metered)) - self.overhead)
            meter = self.meter
            meter.stretch += weight * (min(MAX_OVERHEAD, max(1.0, busy / ran)) - meter.stretch)

    def loop_seconds(self, seconds: float) -> float:
        """Return for how long so many processor seconds of requests occupy the event loop, with all that belongs to
        them."""
        return seconds * self.overhead * self.meter.stretch

    def visit_seconds(self, seconds: float) -> float:
        """Return for how long so many processor seconds of a fan inside occupy the event loop. Work for those outside,
        however much there is, makes no visit look expensive."""
        return seconds * min(self.overhead, MAX_VISIT_OVERHEAD) * self.meter.stretch

    def accepts(self, kind: str, route: str) -> bool:
        """Return whether one more request of this kind is taken."""
        meter, patience = self.meter, PATIENCE[kind]
        if meter.in_progress - meter.waiting >= MAX_IN_PROGRESS[kind]:
            return False
        if kind in WAITING_KINDS and meter.waiting >= MAX_WAITING:
            return False
        own = OWN_SECONDS[kind]
        if own and self.overhead * meter.remaining(kind) < own:
            return True
        if any(judge.refuses for judge in self._judges[patience]):
            return False
        return self.loop_seconds(meter.remaining() + meter.costs.expected(route)) <= patience * DRAIN_SECONDS

    def read(self) -> PressureReading:
        """Return the signals of this moment."""
        drain = self.loop_seconds(self.meter.remaining())
        return PressureReading(drain, self.delay, self.wait, self.meter.in_progress)
