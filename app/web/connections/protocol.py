"""The HTTP protocol of the web process: uvicorn's, with limits of size, time and unsent bytes for each connection.

uvicorn itself keeps a header of any length, waits for ever for the rest of a request, and goes on answering a client
that does not read."""

import asyncio
from functools import partial
from http import HTTPStatus
from typing import Any
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from uvicorn.server import ServerState

from app.web.connections.acknowledged import acknowledged_bytes
from app.web.connections.pieces import send_in_pieces
from app.web.connections.refusals import ConnectionLimitExceeded
from app.web.connections.request_limits import RequestLimits
from app.web.connections.sweep import ConnectionSweep

_sweeps: "WeakKeyDictionary[ServerState, ConnectionSweep]" = WeakKeyDictionary()


class LimitedProtocol(RequestLimits):
    """One connection. `patience`: seconds for which its client may go on reading too slowly.

    A subclass may have other `limits`."""

    patience = RequestLimits.limits.send_seconds
    _acknowledged: int | None = None

    @property
    def sweep(self) -> ConnectionSweep:
        """The sweep over the connections of this server."""
        if self.server_state not in _sweeps:
            _sweeps[self.server_state] = ConnectionSweep(self.connections, self.limits)  # type: ignore[arg-type]
        return _sweeps[self.server_state]

    def count(self, limit: str) -> None:
        """Count a connection that ends because of this limit."""
        self.sweep.counts[limit] += 1

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; end at once if there are too many connections."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(self.limits.high_water, self.limits.low_water)
        self.sweep.start(self.loop)
        if len(self.connections) > self.limits.connections:
            self.end("connections")

    def connection_lost(self, exc: Exception | None) -> None:
        """Let every request of this connection know, also those that wait for an earlier one."""
        super().connection_lost(exc)
        for cycle in (self.running, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Let the application answer, as soon as the client has read enough of the earlier answers."""
        if self.flow.write_paused:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, app))
            return
        self.running = cycle
        super()._start_asgi_task(cycle, partial(send_in_pieces, app, self.limits.piece))

    def on_response_complete(self) -> None:
        """Begin the next request, if one waits. The sweep ends an idle connection, so there is no timer."""
        self.server_state.total_requests += 1
        self.running, self.waited = None, 0.0
        if not self.transport.is_closing():
            self._start_next()

    def resume_writing(self) -> None:
        """Go on after the client has read enough."""
        super().resume_writing()
        if self.running is None and not self.transport.is_closing():
            self._start_next()

    def _start_next(self) -> None:
        if self.pipeline and not self.flow.write_paused:
            self._start_asgi_task(*self.pipeline.pop())
        if not self.pipeline:
            self.flow.resume_reading()

    def unsent(self) -> int:
        """Return the bytes that wait in this process for the client to read."""
        return self.transport.get_write_buffer_size()

    def pass_time(self, seconds: float) -> str:
        """Let `seconds` pass and return the limit that is exceeded by it: "send", "idle", "head" or "body", or ""."""
        if self.unsent():
            return self._pass_sending(seconds)
        self.patience, self._acknowledged = self.limits.send_seconds, None
        if self.flow.read_paused or self.transport.is_closing():
            return ""  # what we do not read cannot be late
        if self.phase == "idle" and self.cycle is not None and not self.cycle.response_complete:
            return ""  # the application is at work
        self.waited += seconds
        allowed: float = getattr(self.limits, f"{self.phase}_seconds")
        return self.phase if self.waited > allowed else ""

    def _pass_sending(self, seconds: float) -> str:
        last, now = self._acknowledged, acknowledged_bytes(self.transport)
        self._acknowledged = now
        if now is None:
            return ""  # where progress cannot be seen, only the sum of unsent bytes is limited
        gained = (now - last) / self.limits.send_rate if last is not None else 0.0
        self.patience = min(self.limits.send_seconds, self.patience - seconds + gained)
        return "send" if self.patience < 0 else ""

    def end(self, limit: str) -> None:
        """End the connection: with an answer in words where a request is incomplete, else at once."""
        if limit == "idle":
            self.transport.close()
        elif limit in ("head", "body"):
            self.refuse(ConnectionLimitExceeded(limit, HTTPStatus.REQUEST_TIMEOUT))
        else:
            self.count(limit)
            self.transport.abort()
