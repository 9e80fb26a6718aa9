"""The first half of the protocol: what a client sends. A request beyond a limit of size is answered and not kept."""

import asyncio
from http import HTTPStatus
from typing import Any, Literal

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.web.connections.limits import ConnectionLimits
from app.web.connections.refusals import ConnectionLimitExceeded, encode_refusal

Phase = Literal["idle", "head", "body"]


class RequestLimits(HttpToolsProtocol):
    """Limits the sizes of requests. `phase`: what is awaited of the client, for `waited` seconds; `running`: the
    request that the application answers now; `ending`: nothing more is read."""

    limits = ConnectionLimits()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.phase: Phase = "idle"
        self.waited = 0.0
        self.running: RequestResponseCycle | None = None
        self.ending = False
        self._exceeded: ConnectionLimitExceeded | None = None
        self._progress, self._unparsed = False, 0

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, in slices, so that what exceeds a limit is neither parsed nor kept."""
        size = self.limits.head_bytes
        if len(data) <= size:
            self._parse(data)
            return
        whole = memoryview(data)
        for start in range(0, len(data), size):
            self._parse(whole[start : start + size])

    def _parse(self, data: bytes | memoryview) -> None:
        if self.ending or self.parser is None:
            return
        self._progress = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # it is answered like any other request
        except httptools.HttpParserError:
            self.refuse(self._exceeded or ConnectionLimitExceeded("invalid_request", HTTPStatus.BAD_REQUEST))
            return
        self._unparsed = 0 if self._progress else self._unparsed + len(data)
        if self._unparsed > self.limits.head_bytes or len(self.headers or ()) > self.limits.headers:
            self.refuse(ConnectionLimitExceeded("head_size", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))

    def on_message_begin(self) -> None:
        """Begin a request, unless too many wait already."""
        if len(self.pipeline) >= self.limits.pipelined:
            self._stop_parsing(ConnectionLimitExceeded("pipelined"))
        super().on_message_begin()
        self.phase, self.waited, self._progress = "head", 0.0, True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header. A field after the body is none: a proxy has not checked it, and the application runs already
        (RFC 9110, 6.5.1)."""
        if self.phase != "body":
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Check the sizes, then let the request begin."""
        limits = self.limits
        if len(self.url) > limits.url_bytes:
            self._stop_parsing(ConnectionLimitExceeded("url_size", HTTPStatus.REQUEST_URI_TOO_LONG))
        size = len(self.url) + sum([len(name) + len(value) + 4 for name, value in self.headers])
        if size > limits.head_bytes or len(self.headers) > limits.headers:
            self._stop_parsing(ConnectionLimitExceeded("head_size", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        super().on_headers_complete()
        self.phase, self.waited = "body", 0.0

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        super().on_message_complete()
        self.phase, self.waited = "idle", 0.0

    def _stop_parsing(self, exceeded: ConnectionLimitExceeded) -> None:
        """End the call of the parser that called us: it raises HttpParserError."""
        self._exceeded = exceeded
        raise exceeded

    def refuse(self, exceeded: ConnectionLimitExceeded) -> None:
        """Read no more. Answer now if no earlier request has to be answered first; else end after the last answer."""
        if not self.ending:
            self.count(exceeded.limit)
        self.ending = True
        cycle, status = self.cycle, exceeded.status
        if cycle is not None and not cycle.response_complete:
            if self.phase != "body" or cycle.response_started or cycle is not self.running:
                cycle.keep_alive = False
                return
            cycle.disconnected = True  # this request itself is refused: its application may end
            cycle.message_event.set()
        elif self.phase == "body":
            status = None  # it was answered before it was read
        if status and not self.transport.is_closing():
            self.transport.write(encode_refusal(status, self.server_state.default_headers))
        self.transport.close()

    def count(self, limit: str) -> None:
        """Count a connection that ends because of this limit."""
        raise NotImplementedError
