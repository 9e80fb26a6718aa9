"""Runs Valkey, or another server with the protocol of Redis, for development. It saves nothing, because no data of
ours may exist only there."""

import contextlib
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

from app.dev import executables
from app.dev.server import LocalServer


class Redis(LocalServer):
    """The server that REDIS_URL names: on a Unix socket, empty at its start; its log and lock are in `folder`.

    `program`: its executable; without one, the packaged Valkey."""

    name = "redis"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, *, program: Path | None = None) -> None:
        super().__init__(folder)
        self.program = program

    @property
    def url(self) -> str:
        """The URL, for redis-py: `unix:///…/redis.sock`."""
        return f"unix://{self._socket}"

    @property
    def _socket(self) -> Path:
        return self.sockets / "redis.sock"

    def prepare(self) -> None:
        """Remove the socket of a killed server."""
        self._socket.unlink(missing_ok=True)

    def command(self) -> list[str]:
        """Return the command: no port, no file, little memory. Its options are those of Redis 6.2."""
        return [
            str(self.program or executables.valkey_server()),
            *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
            *("--dir", str(self.folder), "--maxmemory", "128mb", "--maxmemory-policy", "allkeys-lru"),
        ]

    def ready(self) -> bool:
        """Tell whether it answers PING with PONG."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(self._socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False


@contextlib.contextmanager
def running_redis(folder: Path, *, program: Path | None = None, remove_data: bool = False) -> Iterator[Redis]:
    """Run it for the block; see `LocalServer` for `url`, `pid`, `kill`, `start`, `restart`, `signal`."""
    with Redis(folder.absolute(), program=program).running_here(remove_data=remove_data) as server:
        yield server
