"""Large bodies are written in pieces that wait for the client, so that few bytes of a connection are unsent."""

from typing import Any


async def send_in_pieces(app: Any, piece: int, scope: Any, receive: Any, send: Any) -> None:
    """Run the application with a `send` that writes at most `piece` bytes at once and waits between two pieces."""

    async def send_pieces(message: Any) -> None:
        body = message.get("body", b"")
        for start in range(0, len(body) - piece, piece):
            await send({"type": "http.response.body", "body": body[start : start + piece], "more_body": True})
        if len(body) > piece:
            message = {**message, "body": body[-(len(body) % piece or piece) :]}
        await send(message)

    await app(scope, receive, send_pieces)
