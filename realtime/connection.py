"""One viewer's socket: reads its requests to watch maps and queues it has tokens for, and to leave maps."""

import asyncio
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from realtime import protocol
from realtime.clock import current_time
from realtime.map_topic import MapTopic
from realtime.protocol import BadMessage, Leave, Watch
from realtime.queue_topic import QueueTopic
from realtime.settings import GatewaySettings
from realtime.topic_registry import Topics
from realtime.watch_tokens import InvalidWatchToken, WatchToken, read_watch_token

FIRST_MESSAGE_TIMEOUT = 15.0
"""Seconds within which a viewer must send its first message."""
MESSAGE_BURST, MESSAGES_PER_SECOND = 32, 2
"""Messages a viewer may send at once, and on average."""


class LimitExceeded(Exception):
    """Raised when a viewer watches or sends more than one page can need."""


class Viewer:
    """A socket, the topics it watches, and its remaining message budget."""

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
        """Serve until the viewer leaves or breaks a rule; the close code then names the rule."""
        try:
            close_frame = await self._until_it_ends()
        finally:
            for token in self.watched:  # before the close frame, so that nothing follows it
                self._topics(token).remove_viewer(token.number, self.connection)
        if close_frame is not None:
            await self.connection.close(*close_frame)

    async def _until_it_ends(self) -> tuple[int, str] | None:
        try:
            await self._listen()
        except TimeoutError:
            return protocol.BAD_MESSAGE, "nothing was asked for"
        except BadMessage:
            return protocol.BAD_MESSAGE, "not understood"
        except InvalidWatchToken as error:
            return protocol.BAD_TOKEN, str(error)
        except LimitExceeded as error:
            return protocol.TOO_MANY, str(error)
        except ConnectionClosed:
            pass
        return None

    async def _listen(self) -> None:
        async with asyncio.timeout(FIRST_MESSAGE_TIMEOUT):
            first = await self.connection.recv()
        self._handle(first)
        async for message in self.connection:
            self._handle(message)

    def _handle(self, message: str | bytes) -> None:
        self._count()
        match protocol.decode_client_message(message):
            case Watch(token):
                self._watch(read_watch_token(self.settings.map_keys, token, current_time()))
            case Leave(number):
                self.watched.discard(WatchToken(number))
                self.maps.remove_viewer(number, self.connection)

    def _watch(self, token: WatchToken) -> None:
        if token not in self.watched and len(self.watched) >= self.settings.aisle_rooms_per_socket:
            raise LimitExceeded("too many rooms")
        self.watched.add(token)
        self._topics(token).add_viewer(token.number, self.connection)

    def _topics(self, token: WatchToken) -> Topics[Any]:
        return self.queues if token.is_queue else self.maps

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        self._message_budget = (
            min(MESSAGE_BURST, self._message_budget + (now - self._last_message_at) * MESSAGES_PER_SECOND) - 1
        )
        self._last_message_at = now
        if self._message_budget < 0:
            raise LimitExceeded("too many messages")
