"""One viewer's conversation: it may watch maps and lines it has passes for, and leave maps again.

All news goes the other way."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from realtime import protocol
from realtime.map_topic import MapTopic
from realtime.protocol import BadMessage, Leave, Watch
from realtime.queue_topic import QueueTopic
from realtime.settings import GatewaySettings
from realtime.topics import Topics
from realtime.watch_tokens import InvalidWatchToken, WatchToken, read_watch_token

FIRST_MESSAGE_TIMEOUT = 15.0
"""Seconds within which a viewer must say what it came for."""
MESSAGE_BURST, MESSAGES_PER_SECOND = 32, 2
"""How many messages a viewer may send: at once, and in the long run."""


class LimitExceeded(Exception):
    """More rooms or messages than one page can need."""


class Viewer:
    """A socket, the maps and lines it watches, and what it may still say."""

    def __init__(
        self,
        connection: ServerConnection,
        maps: Topics[MapTopic],
        queues: Topics[QueueTopic],
        settings: GatewaySettings,
    ) -> None:
        self.connection = connection
        self.maps = maps
        self.queues = queues
        self.settings = settings
        self.watched: set[WatchToken] = set()
        self._message_budget = float(MESSAGE_BURST)
        self._last_message_at = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Until it goes, or says what is not understood or not allowed: then the close code says which."""
        try:
            goodbye = await self._until_it_ends()
        finally:
            for what in self.watched:  # before the goodbye, so that nothing follows the last frame
                self._topics(what).remove_viewer(what.number, self.connection)
        if goodbye is not None:
            await self.connection.close(*goodbye)

    async def _until_it_ends(self) -> tuple[int, str] | None:
        try:
            await self._listen()
        except TimeoutError:
            return protocol.BAD_MESSAGE, "nothing was asked for"
        except BadMessage:
            return protocol.BAD_MESSAGE, "not understood"
        except InvalidWatchToken as problem:
            return protocol.BAD_TOKEN, str(problem)
        except LimitExceeded as problem:
            return protocol.TOO_MANY, str(problem)
        except ConnectionClosed:
            pass
        return None

    async def _listen(self) -> None:
        async with asyncio.timeout(FIRST_MESSAGE_TIMEOUT):
            first = await self.connection.recv()
        self._handle(first)
        async for said in self.connection:
            self._handle(said)

    def _handle(self, said: str | bytes) -> None:
        self._count()
        match protocol.decode_client_message(said):
            case Watch(token):
                self._watch(read_watch_token(self.settings.aisle_secret, token, datetime.now(UTC)))
            case Leave(number):
                self.watched.discard(WatchToken(number))
                self.maps.remove_viewer(number, self.connection)

    def _watch(self, what: WatchToken) -> None:
        if what not in self.watched and len(self.watched) >= self.settings.aisle_rooms_per_socket:
            raise LimitExceeded("too many rooms")
        self.watched.add(what)
        self._topics(what).add_viewer(what.number, self.connection)

    def _topics(self, what: WatchToken) -> Topics[Any]:
        return self.queues if what.is_queue else self.maps

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self._message_budget = (
            min(MESSAGE_BURST, self._message_budget + (now - self._last_message_at) * MESSAGES_PER_SECOND) - 1
        )
        self._last_message_at = now
        if self._message_budget < 0:
            raise LimitExceeded("too many messages")
