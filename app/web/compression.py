"""What never changes is packed once, as small as it gets, and sent to everybody.

Handlers of what is packed already have opt=PACKED: nobody packs it a second time."""

import functools
import gzip
from typing import Any

import brotli
from litestar import Response

from app.web.parsing import AnyRequest

COMPRESSED = {"public": True, "compressed": True}
"""The opt of a handler whose answers are for everybody and come packed."""


def compressed_response(request: AnyRequest, body: bytes, kind: str, headers: dict[str, str]) -> Response[Any]:
    """`body` in the best encoding the browser accepts."""
    accepts = request.headers.get("accept-encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepts), "")
    own = {**headers, "Vary": "Accept-Encoding", **({"Content-Encoding": encoding} if encoding else {})}
    return Response(compress(body, encoding) if encoding else body, media_type=kind, headers=own)


@functools.lru_cache(1024)
def compress(body: bytes, encoding: str) -> bytes:
    """The same in "br" or "gzip". Packed once per process."""
    if encoding == "gzip":
        return gzip.compress(body, 9, mtime=0)
    smaller: bytes = brotli.compress(body, quality=10)
    return smaller
