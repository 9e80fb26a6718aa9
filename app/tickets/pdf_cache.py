"""Rendered PDFs of this process, the most recently used ones, up to a number of bytes."""

from collections import OrderedDict

from app.web.cache import register_cache

MAX_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 128


class PdfCache:
    """PDFs by a digest of everything that they show, so that none is ever outdated."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_entries: int = MAX_ENTRIES) -> None:
        self._max_bytes, self._max_entries = max_bytes, max_entries
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        register_cache(self)

    def get(self, digest: bytes) -> bytes | None:
        """Return the PDF; None if it is not kept."""
        if digest in self._kept:
            self._kept.move_to_end(digest)
        return self._kept.get(digest)

    def keep(self, digest: bytes, pdf: bytes) -> None:
        """Keep the PDF, and drop the least recently used ones until all are within the limits."""
        self._bytes += len(pdf) - len(self._kept.pop(digest, b""))
        self._kept[digest] = pdf
        while self._bytes > self._max_bytes or len(self._kept) > self._max_entries:
            self._bytes -= len(self._kept.popitem(last=False)[1])

    def clear(self) -> None:
        """Drop all of them."""
        self._kept.clear()
        self._bytes = 0
