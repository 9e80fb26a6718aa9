"""One viewer's conversation: it may watch maps and lines it has passes for, and leave maps again.

All news goes the other way."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from realtime import protocol
from realtime.map_topic import Seats
from realtime.protocol import BadMessage, Leave, Watch
from realtime.queue_topic import Line
from realtime.settings import Settings
from realtime.topics import Rooms
from realtime.watch_tokens import BadPass, Pass, read_pass

log: Any = structlog.get_logger()

FIRST_WORD = 15.0
"""Seconds within which a viewer must say what it came for."""
BURST, PER_SECOND = 32, 2
"""How many messages a viewer may send: at once, and in the long run."""


class TooMany(Exception):
    """More rooms or messages than one page can need."""


class Viewer:
    """A socket, the maps and lines it watches, and what it may still say."""

    def __init__(
        self, connection: ServerConnection, rooms: Rooms[Seats], lines: Rooms[Line], settings: Settings
    ) -> None:
        self.connection = connection
        self.rooms = rooms
        self.lines = lines
        self.settings = settings
        self.watches: set[Pass] = set()
        self._may_say = float(BURST)
        self._said_at = asyncio.get_running_loop().time()

    async def stay(self) -> None:
        """Until it goes, or says what is not understood or not allowed: then the close code says which."""
        try:
            goodbye = await self._until_it_ends()
        finally:
            for what in self.watches:  # before the goodbye, so that nothing follows the last frame
                self._kind(what).leave(what.number, self.connection)
        if goodbye is not None:
            await self.connection.close(*goodbye)

    async def _until_it_ends(self) -> tuple[int, str] | None:
        try:
            await self._listen()
        except TimeoutError:
            return protocol.BAD_MESSAGE, "nothing was asked for"
        except BadMessage:
            return protocol.BAD_MESSAGE, "not understood"
        except BadPass as problem:
            return protocol.BAD_PASS, str(problem)
        except TooMany as problem:
            return protocol.TOO_MANY, str(problem)
        except ConnectionClosed:
            pass
        return None

    async def _listen(self) -> None:
        async with asyncio.timeout(FIRST_WORD):
            first = await self.connection.recv()
        self._obey(first)
        async for said in self.connection:
            self._obey(said)

    def _obey(self, said: str | bytes) -> None:
        self._count()
        match protocol.decode_said(said):
            case Watch(token):
                self._watch(read_pass(self.settings.aisle_secret, token, datetime.now(UTC)))
            case Leave(number):
                self.watches.discard(Pass(number))
                self.rooms.leave(number, self.connection)

    def _watch(self, what: Pass) -> None:
        if what not in self.watches and len(self.watches) >= self.settings.aisle_rooms_per_socket:
            raise TooMany("too many rooms")
        self.watches.add(what)
        self._kind(what).enter(what.number, self.connection)

    def _kind(self, what: Pass) -> Rooms[Any]:
        return self.lines if what.line else self.rooms

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self._may_say = min(BURST, self._may_say + (now - self._said_at) * PER_SECOND) - 1
        self._said_at = now
        if self._may_say < 0:
            raise TooMany("too many messages")
