"""Long downloads: each takes as long as its client reads, so their number is limited.

The connection's limits end a download that is read too slowly (limits.py)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Litestar
from litestar.response import Stream
from litestar.types import Receive, Scope, Send

from app.errors import AisleError
from app.language.messages import message, plural
from app.web.limits.addresses import address_of
from app.web.parsing import AnyRequest

MAX_DOWNLOADS = 100
"""Downloads of one process at once; each has about 300 kB in memory."""
MAX_PER_ADDRESS = 4
"""Downloads of one address at once, in one process."""


class TooManyDownloads(AisleError):
    """503, or 429 where the address has too many. The fact `seconds`: how long to wait before the next try."""

    status = 503
    code = "too_many_downloads"
    title = message("One moment")
    detail = message("Many are downloading just now. The file stays here: try again in a minute.")


class Downloads:
    """The downloads under way in this process, and the limits of their number."""

    def __init__(self, limit: int = MAX_DOWNLOADS, per_address: int = MAX_PER_ADDRESS) -> None:
        self.limit, self.per_address = limit, per_address
        self.under_way: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Count a download of this address while the block runs. Raises TooManyDownloads."""
        if self.under_way[address] >= self.per_address:
            detail = plural(
                "Your network is downloading a file already. Try again when it has arrived.",
                "Your network is downloading {count} files already. Try again when one has arrived.",
                self.per_address,
            )
            raise TooManyDownloads(detail, status=429, seconds=30)
        if self.under_way.total() >= self.limit:
            raise TooManyDownloads(seconds=60)
        self.under_way[address] += 1
        try:
            yield
        finally:
            self.under_way.subtract((address,))
            if not self.under_way[address]:
                del self.under_way[address]


downloads = Downloads()


class Download(Stream):
    """A response that sends a long file in chunks. Raises TooManyDownloads, before anything is sent."""

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **kwargs: Any) -> Any:
        """Return an ASGI application that sends the file in a place of `downloads`."""
        respond = super().to_asgi_response(app, request, **kwargs)

        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            with downloads.place(address_of(request)):
                await respond(scope, receive, send)

        return send_it
