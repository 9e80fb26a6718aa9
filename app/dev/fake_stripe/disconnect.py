"""Closes a connection without a response, which ASGI has no message for."""

import logging
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

NO_RESPONSE_MESSAGE = "ASGI callable returned without starting response."


class DisconnectMiddleware:
    """Gives every request `scope["hang_up"]`, which closes its connection without a response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        logging.getLogger("uvicorn.error").addFilter(lambda record: record.getMessage() != NO_RESPONSE_MESSAGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application with `hang_up` in the scope."""
        cycle: Any = getattr(send, "__self__", None)  # uvicorn's own request, which knows its transport

        def hang_up() -> None:
            cycle.transport.abort()
            cycle.disconnected = True

        scope["hang_up"] = hang_up  # type: ignore[typeddict-unknown-key]
        await self.app(scope, receive, send)
