"""Refusals that have to look something up first."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Litestar, Response
from litestar.types import Receive, Scope, Send

from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest


class AsyncResponse(Response[Any]):
    """An answer that has to read first. Litestar's exception handlers cannot wait; what they return can."""

    def __init__(self, build: Callable[[], Awaitable[AppResponse]]) -> None:
        super().__init__(None)
        self.build = build

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **kwargs: Any) -> Any:
        """An ASGI application that draws the answer and sends it."""

        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            answer = await self.build()
            await answer.to_asgi_response(app, request, **kwargs)(scope, receive, send)

        return send_it
