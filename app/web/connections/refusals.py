"""What a connection is answered that breaks a limit before its request reaches the application."""

from http import HTTPStatus

NOTHING_CHANGED = "Nothing was changed."
TEXTS = {
    HTTPStatus.BAD_REQUEST: f"This is no valid HTTP request. {NOTHING_CHANGED}\n",
    HTTPStatus.REQUEST_TIMEOUT: f"This took too long to arrive. {NOTHING_CHANGED} Send it again.\n",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"This address is too long. {NOTHING_CHANGED}\n",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: f"The headers of this request are too long. {NOTHING_CHANGED}\n",
}


class ConnectionLimitExceeded(Exception):
    """A request exceeds a limit. `limit`: which, for the log; `status`: what to answer, None for nothing."""

    def __init__(self, limit: str, status: HTTPStatus | None = None) -> None:
        super().__init__(limit)
        self.limit, self.status = limit, status


def encode_refusal(status: HTTPStatus, default_headers: list[tuple[bytes, bytes]]) -> bytes:
    """Encode the whole response; it announces that the connection ends."""
    body = TEXTS[status].encode()
    own = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    lines = [b"%s: %s\r\n" % header for header in [*default_headers, *own]]
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (status, status.phrase.encode(), b"".join(lines), body)
