"""Measures the processor time of each request, and sums up what the requests in progress will still cost.

A request that waits for others, such as a payment provider or a slow reader, is no load while it waits."""

import contextlib
import time
from collections.abc import Coroutine, Generator, Iterator
from contextvars import ContextVar
from typing import Any

from app.web.load.route_costs import RouteCosts

_current: "ContextVar[MeteredRequest | None]" = ContextVar("metered_request", default=None)


class MeteredRequest:
    """A request in progress. `kind`: whose share it uses. `status`: of its response, 0 before it.

    `remaining`: seconds of the event loop it is expected to need still; `spent`: seconds it has used; `waits`: for how
    many others it waits."""

    __slots__ = ("finished", "kind", "meter", "remaining", "route", "spent", "status", "waits")

    def __init__(self, meter: "RequestMeter", kind: str, route: str, expected: float) -> None:
        self.meter, self.kind, self.route, self.remaining = meter, kind, route, expected
        self.spent, self.waits, self.status, self.finished = 0.0, 0, 0, False


class RequestMeter:
    """All requests in progress of this process. `costs`: what requests have cost, by route.

    `in_progress`: their number; `waiting`: how many of them wait for others. `metered_seconds`: the processor seconds
    that all requests so far have used. `stretch`: seconds that pass while the event loop runs for one, because other
    processes have its core; reading the processor time at each step would cost ten times as much."""

    def __init__(self) -> None:
        self.costs = RouteCosts()
        self.in_progress, self.waiting, self.metered_seconds = 0, 0, 0.0
        self.stretch = 1.0
        self._remaining: dict[str, float] = {}

    def remaining(self, kind: str | None = None) -> float:
        """Return the seconds that the requests in progress will still need, of one kind or of all."""
        return self._remaining.get(kind, 0.0) if kind else sum(self._remaining.values())

    def begin(self, kind: str, route: str) -> MeteredRequest:
        """Add a request that begins now."""
        request = MeteredRequest(self, kind, route, self.costs.expected(route))
        self.in_progress += 1
        self._remaining[kind] = self._remaining.get(kind, 0.0) + request.remaining
        return request

    def finish(self, request: MeteredRequest) -> None:
        """Remove a request whose answer is made. Its cost is learned later, by `learn`. A second call does nothing."""
        if not request.finished:
            request.finished = True
            self.in_progress -= 1
            self.waiting -= bool(request.waits)
            self._subtract(request, 0.0 if request.waits else request.remaining)

    def learn(self, request: MeteredRequest) -> None:
        """Learn from a request what its route costs, unless it does not exist and may be made up."""
        if request.status not in (404, 405):
            self.costs.learn(request.route, request.spent)

    def use(self, request: MeteredRequest, seconds: float) -> None:
        """Record that the request has occupied the event loop for `seconds`."""
        seconds /= self.stretch
        request.spent += seconds
        self.metered_seconds += seconds
        used = min(seconds, request.remaining)
        request.remaining -= used
        if not request.finished and not request.waits:
            self._subtract(request, used)

    def begin_wait(self, request: MeteredRequest) -> None:
        """Stop counting a request that begins to wait for others. Waits may be nested."""
        request.waits += 1
        if request.waits == 1 and not request.finished:
            self.waiting += 1
            self._subtract(request, request.remaining)

    def end_wait(self, request: MeteredRequest) -> None:
        """Count a request again whose wait has ended."""
        request.waits -= 1
        if request.waits == 0 and not request.finished:
            self.waiting -= 1
            self._subtract(request, -request.remaining)

    def _subtract(self, request: MeteredRequest, seconds: float) -> None:
        self._remaining[request.kind] -= seconds


@contextlib.contextmanager
def waiting_for_others() -> Iterator[None]:
    """Mark the current request, if there is one, as waiting for others in this block."""
    request = _current.get()
    if request is None:
        yield
        return
    request.meter.begin_wait(request)
    try:
        yield
    finally:
        request.meter.end_wait(request)


class Metered:
    """An awaitable that runs a request's coroutine and measures each of its steps between two waits."""

    __slots__ = ("coroutine", "request")

    def __init__(self, request: MeteredRequest, coroutine: Coroutine[Any, Any, None]) -> None:
        self.request, self.coroutine = request, coroutine

    def __await__(self) -> Generator[Any, Any, None]:
        """Run the coroutine to its end. Raises what it raises."""
        request, coroutine, clock = self.request, self.coroutine, time.perf_counter
        token = _current.set(request)
        error: BaseException | None = None
        value: Any = None
        try:
            while True:
                began = clock()
                try:
                    waits_for = coroutine.send(value) if error is None else coroutine.throw(error)
                except StopIteration:
                    return
                finally:
                    request.meter.use(request, clock() - began)
                value, error = None, None
                try:
                    value = yield waits_for
                except GeneratorExit:
                    coroutine.close()
                    raise
                except BaseException as raised:  # such as a cancellation: the coroutine gets it
                    error = raised
        finally:
            _current.reset(token)
