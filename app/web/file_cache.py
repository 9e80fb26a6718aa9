"""Long downloads: each is written once, into a file of this process, and read from there by everybody who asks.

One at a time is made in a process, whatever is asked for: a crowd that wants them leaves the house to shoppers."""

import asyncio
import os
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Generic, NamedTuple, TypeVar

from app.settings import settings

CHUNK_BYTES = 256 * 1024
MAX_FILES = 4
"""Files of one kind that are kept; the one that was not asked for longest goes first."""
STALE_FACTOR = 20
"""So many times as long as it took to make, a file is given although there is more to tell by now."""

_making = asyncio.Lock()


class CacheKey(NamedTuple):
    """Name a file by the `subject` it is of and the `version` of that subject."""

    subject: bytes
    version: bytes = b""


class CachedFile:
    """A file without a name; it is gone when nobody reads it any more."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last reader
        self.version, self.written_at, self.write_seconds = b"", time.monotonic(), 0.0
        weakref.finalize(self, self.file.close)

    async def chunks(self) -> AsyncIterator[bytes]:
        """All of it. Many may read at once."""
        at = 0
        while piece := await asyncio.to_thread(os.pread, self.file.fileno(), CHUNK_BYTES, at):
            yield piece
            at += len(piece)


Subject = TypeVar("Subject")


class FileCache(Generic[Subject]):
    """Calls `write(of, file)` for what is new since the kept file. `moment`: by what that is told.

    Tests are always told what is true now."""

    def __init__(
        self, write: Callable[[Subject, IO[bytes]], Awaitable[None]], moment: Callable[[Subject], CacheKey]
    ) -> None:
        self._write, self._moment = write, moment
        self._kept: OrderedDict[bytes, CachedFile] = OrderedDict()

    async def __call__(self, of: Subject) -> CachedFile:
        """The file of this moment, or of one that is not long ago. Raises what `write` raises."""
        moment = self._moment(of)
        found = self._good(moment)
        if found is not None:
            return found
        async with _making:
            return self._good(moment) or await self._make(of, moment)

    def _good(self, moment: CacheKey) -> CachedFile | None:
        found = self._kept.get(moment.subject)
        if found is None:
            return None
        patience = 0.0 if settings().aisle_env == "test" else STALE_FACTOR * found.write_seconds
        if found.version != moment.version and time.monotonic() - found.written_at > patience:
            return None
        self._kept.move_to_end(moment.subject)
        return found

    async def _make(self, of: Subject, moment: CacheKey) -> CachedFile:
        made = CachedFile()
        await self._write(of, made.file)
        made.file.flush()
        made.version, made.write_seconds = moment.version, time.monotonic() - made.written_at
        made.written_at = time.monotonic()
        self._kept[moment.subject] = made
        self._kept.move_to_end(moment.subject)
        while len(self._kept) > MAX_FILES:
            self._kept.popitem(last=False)
        return made
