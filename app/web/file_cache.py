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

PIECE = 256 * 1024
MOST = 4
"""Files of one kind that are kept; the one that was not asked for longest goes first."""
PATIENCE = 20
"""So many times as long as it took to make, a file is given although there is more to tell by now."""

_making = asyncio.Lock()


class Moment(NamedTuple):
    """What a file tells: `what` it is of, and up to where (`end`) that had come."""

    what: bytes
    end: bytes = b""


class Made:
    """A file without a name; it is gone when nobody reads it any more."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last reader
        self.end, self.at, self.took = b"", time.monotonic(), 0.0
        weakref.finalize(self, self.file.close)

    async def pieces(self) -> AsyncIterator[bytes]:
        """All of it. Many may read at once."""
        at = 0
        while piece := await asyncio.to_thread(os.pread, self.file.fileno(), PIECE, at):
            yield piece
            at += len(piece)


Of = TypeVar("Of")


class MadeFiles(Generic[Of]):
    """Calls `write(of, file)` for what is new since the kept file. `moment`: by what that is told.

    Tests are always told what is true now."""

    def __init__(self, write: Callable[[Of, IO[bytes]], Awaitable[None]], moment: Callable[[Of], Moment]) -> None:
        self._write, self._moment = write, moment
        self._kept: OrderedDict[bytes, Made] = OrderedDict()

    async def __call__(self, of: Of) -> Made:
        """The file of this moment, or of one that is not long ago. Raises what `write` raises."""
        moment = self._moment(of)
        found = self._good(moment)
        if found is not None:
            return found
        async with _making:
            return self._good(moment) or await self._make(of, moment)

    def _good(self, moment: Moment) -> Made | None:
        found = self._kept.get(moment.what)
        if found is None:
            return None
        patience = 0.0 if settings().aisle_env == "test" else PATIENCE * found.took
        if found.end != moment.end and time.monotonic() - found.at > patience:
            return None
        self._kept.move_to_end(moment.what)
        return found

    async def _make(self, of: Of, moment: Moment) -> Made:
        made = Made()
        await self._write(of, made.file)
        made.file.flush()
        made.end, made.took = moment.end, time.monotonic() - made.at
        made.at = time.monotonic()
        self._kept[moment.what] = made
        self._kept.move_to_end(moment.what)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return made
