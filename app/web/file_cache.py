"""A cache of long downloads: each is written once into a temporary file of this process and then read by all requests.

A process writes only one file at a time, so that downloads leave processor time to other requests."""

import asyncio
import os
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Generic, NamedTuple, TypeVar

from app.settings import settings
from app.web.cache import register_cache

CHUNK_BYTES = 64 * 1024
"""What a download reads at once; as much as is written at once to a connection."""
MAX_FILES = 4
"""Files of one cache that are kept; the least recently used one is dropped first."""
STALE_FACTOR = 20
"""An outdated file is still served until it is this many times as old as it took to write."""

_write_lock = asyncio.Lock()


class CacheKey(NamedTuple):
    """The key of a file: the `subject` it is about, and the `version` of that subject."""

    subject: bytes
    version: bytes = b""


class CachedFile:
    """An unnamed temporary file, closed when its last reader drops it."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed after its last reader
        self.version, self.written_at, self.write_seconds = b"", time.monotonic(), 0.0
        weakref.finalize(self, self.file.close)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the whole file in chunks. Many readers may do so at once."""
        offset = 0
        while chunk := await asyncio.to_thread(os.pread, self.file.fileno(), CHUNK_BYTES, offset):
            yield chunk
            offset += len(chunk)


Subject = TypeVar("Subject")


class FileCache(Generic[Subject]):
    """A cache that calls `write(subject, file)` if it has no usable file for `key_of(subject)`.

    With AISLE_ENV=test an outdated file is never served."""

    def __init__(
        self, write: Callable[[Subject, IO[bytes]], Awaitable[None]], key_of: Callable[[Subject], CacheKey]
    ) -> None:
        self._write, self._key_of = write, key_of
        self._files: OrderedDict[bytes, CachedFile] = OrderedDict()
        register_cache(self)

    async def __call__(self, subject: Subject) -> CachedFile:
        """Return the file of the subject, or a slightly outdated one. Raises what `write` raises."""
        key = self._key_of(subject)
        file = self._get_usable(key)
        if file is not None:
            return file
        async with _write_lock:
            return self._get_usable(key) or await self._write_file(subject, key)

    def clear(self) -> None:
        """Drop all files; one that is being read is closed after its last reader."""
        self._files.clear()

    def _get_usable(self, key: CacheKey) -> CachedFile | None:
        file = self._files.get(key.subject)
        if file is None:
            return None
        max_age = 0.0 if settings().aisle_env == "test" else STALE_FACTOR * file.write_seconds
        if file.version != key.version and time.monotonic() - file.written_at > max_age:
            return None
        self._files.move_to_end(key.subject)
        return file

    async def _write_file(self, subject: Subject, key: CacheKey) -> CachedFile:
        file = CachedFile()
        await self._write(subject, file.file)
        file.file.flush()
        file.version, file.write_seconds = key.version, time.monotonic() - file.written_at
        file.written_at = time.monotonic()
        self._files[key.subject] = file
        self._files.move_to_end(key.subject)
        while len(self._files) > MAX_FILES:
            self._files.popitem(last=False)
        return file
