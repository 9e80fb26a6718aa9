"""HEAD: what a monitor, a proxy or a link preview asks before it asks for more."""

from typing import Any


class HeadAsGetMiddleware:
    """ASGI middleware: answers HEAD as GET. The server leaves the body out; Litestar itself would refuse."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """A copy, so that the server still knows what was asked."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send)
