"""Compression of bodies that never change, once per process.

Their handlers have opt=COMPRESSED, so that Litestar does not compress them again."""

import functools
import gzip
from typing import Any

import brotli
from litestar import Response

from app.web.parsing import AnyRequest

COMPRESSED = {"public": True, "compressed": True}
"""The `opt` of a handler whose responses are public and already compressed."""


def compressed_response(request: AnyRequest, body: bytes, kind: str, headers: dict[str, str]) -> Response[Any]:
    """Build a response with `body` in the best encoding that the client accepts: br, gzip or none."""
    accepts = request.headers.get("accept-encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepts), "")
    own = {**headers, "Vary": "Accept-Encoding", **({"Content-Encoding": encoding} if encoding else {})}
    return Response(compress(body, encoding) if encoding else body, media_type=kind, headers=own)


@functools.lru_cache(1024)
def compress(body: bytes, encoding: str) -> bytes:
    """Compress `body` as "br" or "gzip"; cached in this process."""
    if encoding == "gzip":
        return gzip.compress(body, 9, mtime=0)
    smaller: bytes = brotli.compress(body, quality=10)
    return smaller
